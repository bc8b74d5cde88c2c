package dev.oneshot.embedded;

import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.backend.memory.MemoryCollection;
import de.bwaldvogel.mongo.backend.memory.MemoryDatabase;

/** The memory backend with snapshot reads, bounded payloads, and data that survives its server. */
final class StoreBackend extends MemoryBackend {
  private final PayloadSpace space;

  StoreBackend(PayloadSpace space) {
    this.space = space;
  }

  @Override
  public MemoryDatabase openOrCreateDatabase(String databaseName) {
    return new StoreDatabase(databaseName, getCursorRegistry(), space);
  }

  /**
   * A server closes its backend when it stops; ours outlives it, see {@link
   * EmbeddedStore#stopListening()}.
   */
  @Override
  public void close() {}

  void forget() {
    super.close();
  }

  private static final class StoreDatabase extends MemoryDatabase {
    private final PayloadSpace space;

    StoreDatabase(String databaseName, CursorRegistry cursors, PayloadSpace space) {
      // Before super(), which already creates collections.
      this.space = space;
      super(databaseName, cursors);
    }

    @Override
    protected MemoryCollection openOrCreateCollection(
        String collectionName, CollectionOptions options) {
      return collectionName.endsWith(".chunks")
          ? new ChunkCollection(this, collectionName, options, cursorRegistry, space)
          : new SnapshotCollection(this, collectionName, options, cursorRegistry);
    }
  }
}
