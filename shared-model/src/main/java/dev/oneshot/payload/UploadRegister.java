package dev.oneshot.payload;

import java.time.Instant;
import java.util.List;

/**
 * Knows every file from before its first byte is stored until somebody is known to refer to it, so
 * that what a crash left behind is found without reading the payloads themselves.
 */
public interface UploadRegister {
  /**
   * An upload to be looked at.
   *
   * @param isOrphan whether it was found without owner and deleted before; a last deletion catches
   *     what a worker that had lost its claim went on writing
   */
  record Upload(FileId file, Instant startedAt, boolean isOrphan) {}

  /** Uploads whose time to be looked at has come, oldest first. */
  List<Upload> due(Instant now, int limit);

  /** Look again later. */
  void postpone(FileId file, Instant until, boolean isOrphan);

  /**
   * Nothing is left to be decided: the file has an owner that will delete it, or it is gone for
   * good.
   */
  void settle(FileId file);
}
