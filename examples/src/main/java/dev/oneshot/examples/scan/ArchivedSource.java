package dev.oneshot.examples.scan;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import net.sourceforge.pmd.lang.LanguageVersion;
import net.sourceforge.pmd.lang.document.FileId;
import net.sourceforge.pmd.lang.document.TextFile;
import net.sourceforge.pmd.lang.document.TextFileContent;

/** One unpacked source as PMD reads it: as UTF-8, where bytes that are not become U+FFFD. */
record ArchivedSource(FileId getFileId, Path file, LanguageVersion getLanguageVersion)
    implements TextFile {

  @Override
  public TextFileContent readContents() throws IOException {
    return TextFileContent.fromInputStream(Files.newInputStream(file), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    // Nothing stays open between reads.
  }
}
