package dev.oneshot.faults.site;

/** Between which two parties a wire can be cut. */
public enum Wire {
  SERVICE_BROKER,
  SERVICE_STORE,
  WORKER_BROKER,
  WORKER_STORE,
  POOL_BROKER,
  POOL_STORE;

  boolean leadsToStore() {
    return this == SERVICE_STORE || this == WORKER_STORE || this == POOL_STORE;
  }
}
