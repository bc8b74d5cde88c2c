package dev.oneshot.embedded;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DatabaseResolver;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.backend.memory.MemoryCollection;
import de.bwaldvogel.mongo.backend.memory.MemoryDatabase;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;
import io.netty.channel.Channel;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

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

    /** Collection and field of each index that finds anything. */
    private final Set<String> indexed;

    StoreDatabase(String databaseName, CursorRegistry cursors, PayloadSpace space) {
      // Before super(), which already creates collections.
      this.space = space;
      this.indexed = ConcurrentHashMap.newKeySet();
      super(databaseName, cursors);
    }

    @Override
    protected MemoryCollection openOrCreateCollection(
        String collectionName, CollectionOptions options) {
      return collectionName.endsWith(".chunks")
          ? new ChunkCollection(this, collectionName, options, cursorRegistry, space)
          : new SnapshotCollection(this, collectionName, options, cursorRegistry);
    }

    /** One is enough for each field that comes first. */
    @Override
    protected Index<Integer> openOrCreateSecondaryIndex(
        String collectionName, String indexName, List<IndexKey> keys, boolean sparse) {
      String field = keys.getFirst().getKey();
      return field.contains(".") || !indexed.add(collectionName + ' ' + field)
          ? super.openOrCreateSecondaryIndex(collectionName, indexName, keys, sparse)
          : new EqualityIndex(indexName, keys);
    }

    // the library copies all documents for it and looks at each
    @Override
    public Document handleCommand(
        Channel channel,
        String command,
        Document query,
        DatabaseResolver databases,
        @Nullable Oplog oplog) {
      Optional<Document> counted =
          command.equals("aggregate") ? CountCommand.of(query).map(this::count) : Optional.empty();
      return counted.orElseGet(
          () -> super.handleCommand(channel, command, query, databases, oplog));
    }

    private Document count(CountCommand command) {
      MongoCollection<Integer> collection = resolveCollection(command.collection(), false);
      int count = collection == null ? 0 : collection.count(command.filter(), 0, 0);
      return command.answer(getFullCollectionNamespace(command.collection()), count);
    }
  }
}
