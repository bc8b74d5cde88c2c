package dev.oneshot.examples.scan;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.ArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarUtils;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * Reads a zip, jar or tar.gz once, front to back, and keeps its Java sources. Links, devices and
 * everything that is not Java is passed over; a name that leads out of the archive, or a size
 * beyond the limits, ends the reading.
 */
final class SourceArchive {

  private static final int TAR_HEADER_BYTES = 512;
  private static final String WANTED = "Send a zip, a jar or a tar.gz of the sources.";

  private final PackedInput packed;
  private final UnpackMeter meter;

  SourceArchive(InputStream body, ArchiveLimits limits) {
    this.packed = new PackedInput(body);
    this.meter = new UnpackMeter(limits, packed);
  }

  /**
   * Puts every Java source into {@code sources}.
   *
   * @throws IllegalArgumentException if the body is no such archive, is damaged, breaks a limit,
   *     names an unsafe path or holds no Java source; says which
   * @throws IOException if the body cannot be read, the disk not written, or on an interrupt
   */
  void extractInto(ExtractedSources sources) throws IOException {
    try {
      extractAll(open(), sources);
    } catch (InterruptedIOException | SourceStoreException e) {
      throw e;
    } catch (IOException e) {
      if (packed.hasFailed()) {
        throw e;
      }
      throw new IllegalArgumentException(
          "The archive is damaged, or cut off after its "
              + packed.bytesRead()
              + " bytes: "
              + e.getMessage(),
          e);
    }
    if (sources.isEmpty()) {
      throw new IllegalArgumentException(
          "The archive holds no .java file among its " + meter.entries() + " entries.");
    }
  }

  private void extractAll(ArchiveInputStream<?> archive, ExtractedSources sources)
      throws IOException {
    try (archive) {
      ArchiveEntry entry = archive.getNextEntry();
      while (entry != null) {
        meter.nextEntry();
        extract(archive, entry, sources);
        entry = archive.getNextEntry();
      }
    }
  }

  private ArchiveInputStream<?> open() throws IOException {
    InputStream body = new BufferedInputStream(packed);
    byte[] magic = peek(body, 4);
    if (magic.length == 0) {
      throw new IllegalArgumentException("The request has no body. " + WANTED);
    }
    if (isZip(magic)) {
      // Names come from the local headers, since a stream has no directory yet. Stored entries may
      // have a data descriptor, as some build tools write them.
      return new ZipArchiveInputStream(body, StandardCharsets.UTF_8.name(), true, true);
    }
    if (magic.length >= 2 && magic[0] == 0x1F && magic[1] == (byte) 0x8B) {
      return openTar(body);
    }
    throw new IllegalArgumentException(
        "The body is not an archive: it starts with the bytes "
            + HexFormat.ofDelimiter(" ").formatHex(magic)
            + ". "
            + WANTED);
  }

  /** The meter sits below tar, so that headers and skipped entries count as well. */
  private TarArchiveInputStream openTar(InputStream body) throws IOException {
    InputStream gunzip =
        GzipCompressorInputStream.builder()
            .setInputStream(body)
            .setDecompressConcatenated(true)
            .get();
    InputStream unzipped = new BufferedInputStream(meter.metered(gunzip));
    byte[] header = peek(unzipped, TAR_HEADER_BYTES);
    if (header.length < TAR_HEADER_BYTES || !TarUtils.verifyCheckSum(header)) {
      throw new IllegalArgumentException("The gzip file does not hold a tar archive. " + WANTED);
    }
    return new TarArchiveInputStream(unzipped, StandardCharsets.UTF_8.name());
  }

  private void extract(ArchiveInputStream<?> archive, ArchiveEntry entry, ExtractedSources sources)
      throws IOException {
    String name = EntryName.relative(entry.getName());
    boolean readable = canRead(archive, entry);
    if (isWanted(entry, name)) {
      if (!readable) {
        throw new IllegalArgumentException(
            "The archive entry \"" + name + "\" is encrypted or packed in an unsupported way.");
      }
      sources.add(name, contentOf(archive));
    } else if (readable) {
      contentOf(archive).transferTo(OutputStream.nullOutputStream());
    }
  }

  /** Tar content is metered below the archive already. */
  private InputStream contentOf(ArchiveInputStream<?> archive) {
    return archive instanceof ZipArchiveInputStream ? meter.metered(archive) : archive;
  }

  /** Only plain files: a link in a tar names something else, maybe something outside. */
  private static boolean isWanted(ArchiveEntry entry, String name) {
    boolean isPlainFile =
        entry instanceof TarArchiveEntry tar
            ? tar.isFile() && !tar.isLink() && !tar.isSymbolicLink()
            : !entry.isDirectory();
    return isPlainFile && EntryName.isJavaSource(name);
  }

  /** Zeros of a sparse tar entry are made up by the reader, above the meter: not read. */
  private static boolean canRead(ArchiveInputStream<?> archive, ArchiveEntry entry) {
    if (archive instanceof ZipArchiveInputStream zip) {
      return zip.canReadEntryData((ZipArchiveEntry) entry);
    }
    return !(entry instanceof TarArchiveEntry tar && tar.isSparse());
  }

  private static boolean isZip(byte[] magic) {
    return magic.length == 4
        && magic[0] == 'P'
        && magic[1] == 'K'
        && ((magic[2] == 3 && magic[3] == 4) || (magic[2] == 5 && magic[3] == 6));
  }

  private static byte[] peek(InputStream input, int count) throws IOException {
    input.mark(count);
    byte[] start = input.readNBytes(count);
    input.reset();
    return start;
  }
}
