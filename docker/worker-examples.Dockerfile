# The worker with the example functions, and a start-up cache that knows them.
# Context: docker/target/worker-examples, as docker/contexts leaves it. BASE: any image with glibc, such as a Debian or a distroless base.
ARG BASE
FROM ${BASE}
COPY . /
ENV LANG=C.UTF-8
USER 65532:65532
ENTRYPOINT ["/opt/oneshot/worker/runtime/bin/java", "@/opt/oneshot/worker/java.args"]
