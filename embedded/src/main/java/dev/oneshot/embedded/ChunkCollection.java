package dev.oneshot.embedded;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.Document;

/** A collection of payload chunks, which count against the store's capacity. */
final class ChunkCollection extends SnapshotCollection {
  /** For the fields beside the data: an id, the file's id and the position. */
  private static final long FIXED_BYTES = 256;

  private final PayloadSpace space;
  private boolean dropped;

  ChunkCollection(
      MongoDatabase database,
      String name,
      CollectionOptions options,
      CursorRegistry cursors,
      PayloadSpace space) {
    super(database, name, options, cursors);
    this.space = space;
  }

  @Override
  public synchronized void addDocument(Document document) {
    long bytes = bytesOf(document);
    space.reserve(bytes);
    boolean added = false;
    try {
      super.addDocument(document);
      added = true;
    } finally {
      // An insert that races a drop lands in a collection nobody can reach.
      if (!added || dropped) {
        space.release(bytes);
      }
    }
  }

  @Override
  protected void removeDocument(Integer position) {
    long bytes = bytesOf(getDocument(position));
    super.removeDocument(position);
    if (!dropped) {
      space.release(bytes);
    }
  }

  /** Replacing a chunk is not refused when space is short: GridFS never does it. It is counted. */
  @Override
  protected void handleUpdate(Integer position, Document oldDocument, Document newDocument) {
    super.handleUpdate(position, oldDocument, newDocument);
    if (!dropped) {
      space.release(bytesOf(oldDocument) - bytesOf(newDocument));
    }
  }

  @Override
  public synchronized void drop() {
    super.drop();
    dropped = true;
    streamAllDocumentsWithPosition().forEach(found -> space.release(bytesOf(found.getDocument())));
  }

  /** The library would encode each chunk once more, only to learn its size. */
  @Override
  protected boolean tracksDataSize() {
    return false;
  }

  private static long bytesOf(Document document) {
    return FIXED_BYTES
        + document.values().stream()
            .mapToLong(value -> value instanceof BinData binary ? binary.getData().length : 0)
            .sum();
  }
}
