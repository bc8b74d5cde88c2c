package dev.oneshot.examples.scan;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;

/** Builds real archives, entry by entry, also ones that no decent tool would write. */
final class Archives {

  private Archives() {}

  static Zip aZip() throws IOException {
    return new Zip();
  }

  static TarGz aTarGz() throws IOException {
    return new TarGz();
  }

  static final class Zip {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes);

    Zip with(String name, String content) throws IOException {
      return with(name, content.getBytes(StandardCharsets.UTF_8));
    }

    Zip with(String name, byte[] content) throws IOException {
      zip.putArchiveEntry(new ZipArchiveEntry(name));
      zip.write(content);
      zip.closeArchiveEntry();
      return this;
    }

    Zip withStored(String name, String content) throws IOException {
      byte[] data = content.getBytes(StandardCharsets.UTF_8);
      CRC32 crc = new CRC32();
      crc.update(data);
      ZipArchiveEntry entry = new ZipArchiveEntry(name);
      entry.setMethod(ZipArchiveEntry.STORED);
      entry.setSize(data.length);
      entry.setCrc(crc.getValue());
      zip.putArchiveEntry(entry);
      zip.write(data);
      zip.closeArchiveEntry();
      return this;
    }

    byte[] bytes() throws IOException {
      zip.close();
      return bytes.toByteArray();
    }
  }

  static final class TarGz {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarArchiveOutputStream tar;

    private TarGz() throws IOException {
      tar = new TarArchiveOutputStream(new GzipCompressorOutputStream(bytes), "UTF-8");
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      tar.setAddPaxHeadersForNonAsciiNames(true);
    }

    TarGz with(String name, String content) throws IOException {
      return with(name, content.getBytes(StandardCharsets.UTF_8));
    }

    TarGz with(String name, byte[] content) throws IOException {
      // true: keep a leading slash, which the library would take off for us.
      TarArchiveEntry entry = new TarArchiveEntry(name, true);
      entry.setSize(content.length);
      tar.putArchiveEntry(entry);
      tar.write(content);
      tar.closeArchiveEntry();
      return this;
    }

    TarGz withSymbolicLink(String name, String target) throws IOException {
      return withLink(name, target, TarConstants.LF_SYMLINK);
    }

    TarGz withHardLink(String name, String target) throws IOException {
      return withLink(name, target, TarConstants.LF_LINK);
    }

    private TarGz withLink(String name, String target, byte kind) throws IOException {
      TarArchiveEntry entry = new TarArchiveEntry(name, kind);
      entry.setLinkName(target);
      tar.putArchiveEntry(entry);
      tar.closeArchiveEntry();
      return this;
    }

    byte[] bytes() throws IOException {
      tar.close();
      return bytes.toByteArray();
    }
  }
}
