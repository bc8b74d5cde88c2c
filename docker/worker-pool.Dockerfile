# The controller. On the base oneshot/worker-examples, or a worker of your own, it runs process pools, too.
# Context: docker/target/worker-pool, as docker/contexts leaves it. BASE: any image with glibc, such as a Debian or a distroless base.
ARG BASE
FROM ${BASE}
COPY . /
ENV LANG=C.UTF-8
USER 65532:65532
ENTRYPOINT ["/opt/oneshot/worker-pool/runtime/bin/java", "@/opt/oneshot/worker-pool/java.args", \
  "dev.oneshot.pool.app.WorkerPoolApplication"]
