package dev.oneshot.embedded;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.Cursor;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.QueryParameters;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.memory.MemoryCollection;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;

/**
 * A collection whose answers are copies. The library hands out the stored documents themselves and
 * encodes them after its lock is released, so a concurrent update can tear an answer or break its
 * encoding.
 */
class SnapshotCollection extends MemoryCollection {
  /** Guarded by this: the library's own updates run a query and change what it found, in place. */
  private boolean updating;

  SnapshotCollection(
      MongoDatabase database, String name, CollectionOptions options, CursorRegistry cursors) {
    super(database, name, options, cursors);
  }

  @Override
  public synchronized QueryResult handleQuery(QueryParameters parameters) {
    QueryResult found = super.handleQuery(parameters);
    return updating ? found : new QueryResult(copies(found), found.getCursorId());
  }

  @Override
  public synchronized int count(Document query, int skip, int limit) {
    return super.count(query, skip, limit);
  }

  @Override
  protected Cursor createCursor(List<Document> remaining) {
    return super.createCursor(copies(remaining));
  }

  @Override
  public synchronized Document findAndModify(Document query) {
    return whileUpdating(() -> super.findAndModify(query)).cloneDeeply();
  }

  @Override
  public synchronized int deleteDocuments(Document selector, int limit, Oplog oplog) {
    return whileUpdating(() -> super.deleteDocuments(selector, limit, oplog));
  }

  private <T> T whileUpdating(Supplier<T> update) {
    updating = true;
    try {
      return update.get();
    } finally {
      updating = false;
    }
  }

  /** Shallow for binary values, which are never changed in place. */
  private static List<Document> copies(Iterable<Document> documents) {
    return StreamSupport.stream(documents.spliterator(), false).map(Document::cloneDeeply).toList();
  }
}
