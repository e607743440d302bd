package dev.firsthour.database;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DatabaseProperties.class)
class DatabaseConfiguration {

    @Bean
    DataFolder dataFolder(DatabaseProperties properties) {
        return DataFolder.at(properties.data());
    }

    // Lazy: it starts only where no other database is named. Closed after every bean that uses it, being what they stand on.
    @Bean(destroyMethod = "close")
    @Lazy
    EmbeddedDatabase embeddedDatabase(DataFolder folder) {
        return EmbeddedDatabase.start(folder);
    }

    @Bean(destroyMethod = "close")
    HikariDataSource dataSource(DatabaseProperties properties,
            org.springframework.beans.factory.ObjectProvider<EmbeddedDatabase> embedded) {
        var database = properties.database();
        DatabaseAddress address = database.url() == null || database.url().isBlank()
                ? embedded.getObject().address()
                : new DatabaseAddress(database.url(), database.user(), database.password());
        HikariConfig config = new HikariConfig();
        config.setPoolName("firsthour");
        config.setJdbcUrl(address.url());
        config.setUsername(address.user());
        config.setPassword(address.password());
        config.setMaximumPoolSize(database.poolSize());
        config.setConnectionTimeout(database.connectionTimeout().toMillis());
        config.addDataSourceProperty("socketTimeout", "60");
        config.addDataSourceProperty("connectTimeout", "5");
        config.addDataSourceProperty("ApplicationName", "firsthour");
        return new HikariDataSource(config);
    }
}
