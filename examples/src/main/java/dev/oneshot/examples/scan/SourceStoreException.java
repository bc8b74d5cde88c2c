package dev.oneshot.examples.scan;

import java.io.IOException;

/** The temporary directory cannot be written: this machine's trouble, not the archive's. */
final class SourceStoreException extends IOException {

  private static final long serialVersionUID = 1L;

  SourceStoreException(IOException cause) {
    super("The temporary directory cannot be written: " + cause.getMessage(), cause);
  }
}
