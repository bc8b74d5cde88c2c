package dev.oneshot.examples.scan;

import java.nio.charset.StandardCharsets;
import net.sourceforge.pmd.lang.document.FileId;
import org.jspecify.annotations.Nullable;

/**
 * Names a scanned file in PMD's report by its place in the archive, for example {@code
 * src/main/java/App.java}, never by where it was unpacked.
 */
record ArchiveFileId(String name) implements FileId {

  /** What RFC 3986 allows in a path as it is, without the colon, which could read as a scheme. */
  private static final String PLAIN = "-._~/$@+,=;!&'()*";

  @Override
  public String getFileName() {
    return name.substring(name.lastIndexOf('/') + 1);
  }

  @Override
  public String getOriginalPath() {
    return name;
  }

  @Override
  public String getAbsolutePath() {
    return name;
  }

  /** A relative URI reference (RFC 3986, 4.2), percent-encoded from UTF-8. */
  @Override
  public String getUriString() {
    StringBuilder uri = new StringBuilder(name.length() + 16);
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xFF);
      if (c < 0x80 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0)) {
        uri.append(c);
      } else {
        uri.append('%').append(hexDigit(c >> 4)).append(hexDigit(c & 0xF));
      }
    }
    return uri.toString();
  }

  @Override
  public @Nullable FileId getParentFsPath() {
    return null;
  }

  private static char hexDigit(int value) {
    return Character.toUpperCase(Character.forDigit(value, 16));
  }
}
