# A worker with your functions: their jars, and what they need besides the worker's own.
ARG WORKER=oneshot/worker:0.1.0
FROM ${WORKER}
COPY *.jar /opt/oneshot/functions/
