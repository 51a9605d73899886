package dev.towpath.bench.peers.queues;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import org.jobrunr.configuration.JobRunr;
import org.jobrunr.configuration.JobRunrConfiguration;
import org.jobrunr.jobs.filters.RetryFilter;
import org.jobrunr.scheduling.JobScheduler;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.storage.sql.common.SqlStorageProviderFactory;
import org.jobrunr.utils.mapper.jackson3.Jackson3JsonMapper;

/// JobRunr on PostgreSQL as it is measured. The choices and their sources are listed in
/// `jobrunr-settings.json` beside this class.
final class JobRunrSetup {
    /// Jobs at a time, each on a virtual thread.
    private static final int WORKERS = 128;

    private static final int CONNECTIONS = 20;

    /// The smallest that JobRunr takes with a database.
    private static final Duration POLL = Duration.ofSeconds(5);

    private static final int RETRIES = 10;

    /// A retry comes after this to the power of the failures so far, in seconds: 1 each time.
    private static final int RETRY_SEED = 1;

    private final StorageProvider storage;
    private final JobRunrConfiguration configuration;
    private final int workers;

    private JobRunrSetup(Options options) {
        storage = SqlStorageProviderFactory.using(pool(options));
        configuration =
                JobRunr.configure()
                        .useJsonMapper(new Jackson3JsonMapper())
                        .withJobFilter(new RetryFilter(RETRIES, RETRY_SEED))
                        .useStorageProvider(storage);
        workers = options.count("workers", WORKERS);
    }

    /// Connects, and makes the tables where there are none.
    ///
    /// @param options `workers` and `connections` may be given, to try others
    static JobRunrSetup of(Options options) {
        return new JobRunrSetup(options);
    }

    /// Where the jobs are.
    StorageProvider storage() {
        return storage;
    }

    /// Puts jobs in.
    JobScheduler scheduler() {
        return configuration.initialize().getJobScheduler();
    }

    /// Begins to do what is there, and goes on until the process ends.
    void serve() {
        serve(workers);
    }

    /// The same, so many at a time.
    void serve(int workers) {
        configuration
                .useBackgroundJobServer(
                        BackgroundJobServerConfiguration
                                .usingStandardBackgroundJobServerConfiguration()
                                .andPollInterval(POLL)
                                .andWorkerCount(workers))
                .initialize();
    }

    private static HikariDataSource pool(Options options) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(options.url());
        config.setMaximumPoolSize(options.count("connections", CONNECTIONS));
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        return new HikariDataSource(config);
    }
}
