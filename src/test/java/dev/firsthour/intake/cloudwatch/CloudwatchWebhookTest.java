package dev.firsthour.intake.cloudwatch;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.firsthour.incident.Alert;
import dev.firsthour.incident.Severity;
import dev.firsthour.intake.Delivery;
import dev.firsthour.intake.Reading;
import dev.firsthour.intake.Signature.Proof;
import dev.firsthour.intake.WebhookSource;
import dev.firsthour.intake.WebhookSourceContract;
import dev.firsthour.job.JobRun;
import dev.firsthour.job.Outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CloudwatchWebhookTest extends WebhookSourceContract {

    private static final String TOPIC = "arn:aws:sns:eu-central-1:123456789012:alarms";
    private static final String CERTIFICATE = "https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem";
    private static final String CONFIRMATION = "https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=" + TOPIC
            + "&Token=2336412f37";
    private static final String ALARM = "{\"AlarmName\":\"Checkout fails\",\"AlarmDescription\":\"8% of answers are 500\",\"AWSAccountId\":\"123456789012\","
            + "\"NewStateValue\":\"ALARM\",\"NewStateReason\":\"Threshold crossed\",\"StateChangeTime\":\"2026-03-12T14:17:00.236+0000\",\"Region\":\"EU (Frankfurt)\","
            + "\"AlarmArn\":\"arn:aws:cloudwatch:eu-central-1:123456789012:alarm:Checkout fails\",\"OldStateValue\":\"OK\",\"Trigger\":{\"MetricName\":\"HTTPCode_Target_5XX_Count\","
            + "\"Namespace\":\"AWS/ECS\",\"Dimensions\":[{\"value\":\"shop\",\"name\":\"ClusterName\"},{\"value\":\"checkout\",\"name\":\"ServiceName\"}]}}";

    /// An SNS of our own: it answers at the addresses of the real one.
    private static final class OwnAmazon implements Amazon {

        private final Map<String, Answer> answers;
        private final List<URI> asked = new ArrayList<>();

        OwnAmazon(Map<String, Answer> answers) {
            this.answers = answers;
        }

        @Override
        public Answer get(AmazonAddress address) throws IOException {
            asked.add(address.uri());
            return Optional.ofNullable(answers.get(address.uri().toString())).orElseThrow(() -> new IOException("nobody there"));
        }
    }

    private final SigningKey key = SigningKey.fresh();
    private final OwnAmazon amazon = new OwnAmazon(
            Map.of(CERTIFICATE, new Amazon.Answer(200, key.certificate()), CONFIRMATION, new Amazon.Answer(200, "<ok/>")));
    private final List<Runnable> beside = new ArrayList<>();

    private CloudwatchWebhook webhook(String... topics) {
        return new CloudwatchWebhook(new CloudwatchProperties(List.of(topics)), new Certificates(amazon, beside::add));
    }

    @Override
    protected WebhookSource source() {
        return webhook(TOPIC);
    }

    @Override
    protected String body() {
        return notification("1", CERTIFICATE, Instant.parse("2026-03-12T14:17:01Z"));
    }

    private String notification(String version, String certificate, Instant sent) {
        String signed = "Message\n" + ALARM + "\nMessageId\nm-1\nSubject\nALARM: Checkout fails\nTimestamp\n" + sent + "\nTopicArn\n"
                + TOPIC + "\nType\nNotification\n";
        return """
                {"Type": "Notification", "MessageId": "m-1", "TopicArn": "%s", "Subject": "ALARM: Checkout fails", "Message": "%s", "Timestamp": "%s",
                 "SignatureVersion": "%s", "Signature": "%s", "SigningCertURL": "%s", "UnsubscribeURL": "https://sns.eu-central-1.amazonaws.com/?Action=Unsubscribe"}
                """
                .formatted(TOPIC, ALARM.replace("\"", "\\\""), sent, version,
                        key.sign(signed, version.equals("1") ? "SHA1withRSA" : "SHA256withRSA"), certificate);
    }

    private String subscription(String address) {
        String signed = "Message\nYou have chosen\nMessageId\nm-2\nSubscribeURL\n" + address
                + "\nTimestamp\n2026-03-12T14:17:01Z\nToken\n2336412f37\nTopicArn\n" + TOPIC
                + "\nType\nSubscriptionConfirmation\n";
        return """
                {"Type": "SubscriptionConfirmation", "MessageId": "m-2", "Token": "2336412f37", "TopicArn": "%s", "Message": "You have chosen", "SubscribeURL": "%s",
                 "Timestamp": "2026-03-12T14:17:01Z", "SignatureVersion": "2", "Signature": "%s", "SigningCertURL": "%s"}
                """
                .formatted(TOPIC, address, key.sign(signed, "SHA256withRSA"), CERTIFICATE);
    }

    private static Delivery delivery(String body) {
        return new Delivery(body.getBytes(StandardCharsets.UTF_8), Map.of(), Map.of());
    }

    /// What a body proves once the certificate is here.
    private Proof proof(CloudwatchWebhook webhook, String body) {
        webhook.signature().of(delivery(body), NOW);
        List.copyOf(beside).forEach(Runnable::run);
        beside.clear();
        return webhook.signature().of(delivery(body), NOW);
    }

    @Test
    void severityServiceStateTimeAndLinkAreRead() {
        Alert alert = alert(body());
        assertThat(alert.title()).isEqualTo("Checkout fails");
        assertThat(alert.description()).contains("8% of answers", "Threshold crossed");
        assertThat(alert.severity()).isEqualTo(Severity.MEDIUM);
        assertThat(alert.service()).isEqualTo("checkout");
        assertThat(alert.startedAt()).isEqualTo(Instant.parse("2026-03-12T14:17:00.236Z"));
        assertThat(alert.links()).containsExactly(
                "https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#alarmsV2:alarm/Checkout%20fails");
        assertThat(alert(body().replace("\\\"ALARM\\\"", "\\\"OK\\\"")).state()).isEqualTo(Alert.State.RESOLVED);
        assertThat(read(body()).deliveryId()).isEqualTo("m-1");
    }

    @Test
    void anAlarmThroughEventBridgeIsReadToo() {
        Alert alert = alert(
                """
                        {"id": "b", "source": "aws.cloudwatch", "detail-type": "CloudWatch Alarm State Change", "account": "123456789012", "resources": ["arn:aws:cloudwatch:eu-central-1:123456789012:alarm:A"],
                         "detail": {"alarmName": "A", "state": {"value": "ALARM", "reason": "crossed", "timestamp": "2026-03-12T14:17:00.000+0000"},
                          "configuration": {"description": "d", "metrics": [{"metricStat": {"metric": {"name": "Errors", "namespace": "AWS/Lambda", "dimensions": {"FunctionName": "checkout"}}}}]}}}
                        """);
        assertThat(alert.service()).isEqualTo("checkout");
        assertThat(alert.startedAt()).isEqualTo(Instant.parse("2026-03-12T14:17:00Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2"})
    void bothVersionsOfTheSignatureHoldAndAChangedByteIsRefused(String version) {
        CloudwatchWebhook webhook = webhook(TOPIC);
        String body = notification(version, CERTIFICATE, NOW);
        assertThat(proof(webhook, body)).isEqualTo(new Proof.Given());
        assertThat(proof(webhook, body.replace("8% of answers", "9% of answers"))).isInstanceOf(Proof.Refused.class);
        assertThat(proof(webhook, body.replace("\"Subject\": \"ALARM", "\"Subject\": \"ALARM!"))).isInstanceOf(Proof.Refused.class);
        assertThat(proof(webhook, body.replace("\"SignatureVersion\": \"" + version, "\"SignatureVersion\": \"3")))
                .isInstanceOf(Proof.Refused.class);
    }

    @Test
    void theCertificateIsFetchedBesideTheRequestAndOnce() {
        CloudwatchWebhook webhook = webhook(TOPIC);
        Delivery delivery = delivery(notification("2", CERTIFICATE, NOW));
        assertThat(webhook.signature().of(delivery, NOW)).isInstanceOf(Proof.NotYet.class);
        assertThat(webhook.signature().of(delivery, NOW)).isInstanceOf(Proof.NotYet.class);
        assertThat(amazon.asked).isEmpty();
        assertThat(beside).hasSize(1);
        beside.removeFirst().run();
        assertThat(webhook.signature().of(delivery, NOW)).isEqualTo(new Proof.Given());
        assertThat(amazon.asked).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0.pem",
            "https://sns.eu-central-1.amazonaws.com.evil.example/SimpleNotificationService-0.pem",
            "https://bucket.s3.amazonaws.com/SimpleNotificationService-0.pem",
            "https://sns.eu-central-1.amazonaws.com:444/SimpleNotificationService-0.pem",
            "https://user@sns.eu-central-1.amazonaws.com/SimpleNotificationService-0.pem",
            "https://sns.eu-central-1.amazonaws.com/other.pem", "https://169.254.169.254/SimpleNotificationService-0.pem",
            "https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0.pem?x=1", "file:///SimpleNotificationService-0.pem",
            "nonsense"})
    void aCertificateThatDoesNotLieWithSnsIsNeverFetched(String address) {
        CloudwatchWebhook webhook = webhook(TOPIC);
        assertThat(proof(webhook, notification("2", address, NOW))).isInstanceOf(Proof.Refused.class);
        assertThat(amazon.asked).isEmpty();
    }

    @Test
    void anotherTopicAnOldMessageAndOneOfSomebodyElsesKeyAreRefused() {
        assertThat(proof(webhook("arn:aws:sns:eu-central-1:123456789012:other"), notification("2", CERTIFICATE, NOW)))
                .isInstanceOf(Proof.Refused.class);
        assertThat(proof(webhook(TOPIC), notification("2", CERTIFICATE, NOW.minus(Duration.ofHours(3))))).isInstanceOf(Proof.Refused.class);
        CloudwatchWebhook webhook = webhook(TOPIC);
        String foreign = new CloudwatchWebhookTest().notification("2", CERTIFICATE, NOW);
        assertThat(proof(webhook, foreign)).isInstanceOf(Proof.Refused.class);
        assertThat(webhook().signature().of(delivery(body()), NOW)).isInstanceOfSatisfying(Proof.Missing.class,
                missing -> assertThat(missing.remedy()).contains("firsthour.intake.cloudwatch.topics"));
        assertThat(webhook.signature().of(delivery("no json"), NOW)).isInstanceOf(Proof.Missing.class);
    }

    @Test
    void aSubscriptionIsConfirmedByAJob() {
        Reading.Errand errand = (Reading.Errand) read(subscription(CONFIRMATION)).matter();
        assertThat(proof(webhook(TOPIC), subscription(CONFIRMATION))).isEqualTo(new Proof.Given());
        amazon.asked.clear();
        assertThat(new SubscriptionConfirmation(amazon).run(new JobRun(errand.key(), 0))).isEqualTo(new Outcome.Done());
        assertThat(amazon.asked).containsExactly(URI.create(CONFIRMATION));
    }

    @Test
    void aConfirmationThatDoesNotLieWithSnsIsNeverCalled() {
        for (String address : List.of("https://evil.example/?Action=ConfirmSubscription",
                "http://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription",
                "https://sns.eu-central-1.amazonaws.com/?Action=DeleteTopic",
                "https://sns.eu-central-1.amazonaws.com/x?Action=ConfirmSubscription")) {
            assertThat(read(subscription(address)).matter()).as(address).isInstanceOf(Reading.Nothing.class);
            assertThat(new SubscriptionConfirmation(amazon).run(new JobRun(address, 0))).as(address).isInstanceOf(Outcome.GiveUp.class);
        }
        assertThat(webhook().read(delivery(subscription(CONFIRMATION)), NOW).matter()).isInstanceOf(Reading.Nothing.class);
        assertThat(amazon.asked).isEmpty();
    }

    @Test
    void aConfirmationThatFailsIsTriedAgainUnlessSnsRefusesIt() {
        String other = CONFIRMATION + "0";
        assertThatThrownBy(() -> new SubscriptionConfirmation(amazon).run(new JobRun(other, 0))).hasRootCauseMessage("nobody there");
        for (int status : new int[]{429, 500, 503}) {
            Amazon away = new OwnAmazon(Map.of(other, new Amazon.Answer(status, "")));
            assertThatThrownBy(() -> new SubscriptionConfirmation(away).run(new JobRun(other, 0)))
                    .hasRootCauseMessage("SNS answered " + status);
        }
        Amazon refuses = new OwnAmazon(Map.of(other, new Amazon.Answer(403, "")));
        assertThat(new SubscriptionConfirmation(refuses).run(new JobRun(other, 0))).isInstanceOf(Outcome.GiveUp.class);
    }

    @Test
    void whatAConsoleSendsByHandIsReadToo() {
        assertThat(alert("{\"Message\": {\"AlarmName\": \"CPU\", \"Priority\": \"P1\"}}").severity()).isEqualTo(Severity.CRITICAL);
        assertThat(alert("{\"Type\": \"Notification\", \"Subject\": \"Budget\", \"Message\": \"It is spent\"}").title())
                .isEqualTo("Budget");
    }
}
