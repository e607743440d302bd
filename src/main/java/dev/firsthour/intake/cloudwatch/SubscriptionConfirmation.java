package dev.firsthour.intake.cloudwatch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.firsthour.job.JobHandler;
import dev.firsthour.job.JobRun;
import dev.firsthour.job.Outcome;

/// Confirms a subscription of an SNS topic, by calling the address that SNS named. The job's key is that address.
final class SubscriptionConfirmation implements JobHandler {

    /// The name of these jobs, as stored.
    static final String JOB = "sns-subscription";

    private static final Logger LOG = LoggerFactory.getLogger(SubscriptionConfirmation.class);
    private static final int OK = 200;
    private static final int TOO_MANY = 429;
    private static final int THEIR_FAULT = 500;

    private final Amazon amazon;

    SubscriptionConfirmation(Amazon amazon) {
        this.amazon = amazon;
    }

    @Override
    public String name() {
        return JOB;
    }

    @Override
    public Outcome run(JobRun run) {
        // Checked again: the table of jobs is no place to take an address from on trust.
        Optional<AmazonAddress> address = AmazonAddress.ofConfirmation(run.key());
        if (address.isEmpty()) return new Outcome.GiveUp("the address does not lie with SNS");
        try {
            int status = amazon.get(address.get()).status();
            if (status == OK) return new Outcome.Done();
            if (status == TOO_MANY || status >= THEIR_FAULT) throw new IOException("SNS answered " + status);
            return new Outcome.GiveUp("SNS answered " + status + ": have it ask for the confirmation again");
        } catch (IOException away) {
            throw new UncheckedIOException(away);
        }
    }

    @Override
    public void retrying(JobRun run, String reason, Instant nextAt) {
        LOG.info("The subscription of an SNS topic is confirmed again at {}: {}", nextAt, reason);
    }

    @Override
    public void gaveUp(JobRun run, String reason) {
        LOG.warn("The subscription of an SNS topic could not be confirmed: {}", reason);
    }
}
