# HTTP in and out. Listens on loopback until SERVER_ADDRESS says otherwise.
# Context: docker/target/request-service, as docker/contexts leaves it. BASE: any image with glibc, such as a Debian or a distroless base.
ARG BASE
FROM ${BASE}
COPY . /
ENV LANG=C.UTF-8
USER 65532:65532
ENTRYPOINT ["/opt/oneshot/request-service/runtime/bin/java", "@/opt/oneshot/request-service/java.args", \
  "dev.oneshot.request.RequestServiceApplication"]
