package dev.oneshot.request;

import com.mongodb.ConnectionString;
import dev.oneshot.job.mongo.StoreUri;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.mongodb.autoconfigure.MongoProperties;
import org.springframework.boot.mongodb.autoconfigure.PropertiesMongoConnectionDetails;
import org.springframework.boot.ssl.SslBundles;

/** Boot's, but what is wrong with the URI is said without parts of the password. */
final class StoreDetails extends PropertiesMongoConnectionDetails {
  private final MongoProperties properties;

  StoreDetails(MongoProperties properties, @Nullable SslBundles bundles) {
    super(properties, bundles);
    this.properties = properties;
  }

  @Override
  public ConnectionString getConnectionString() {
    String uri = properties.getUri();
    return uri == null ? super.getConnectionString() : StoreUri.read(uri);
  }
}
