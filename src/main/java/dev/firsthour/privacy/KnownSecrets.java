package dev.firsthour.privacy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import org.jspecify.annotations.Nullable;

/// Secrets that give themselves away: their issuers begin them with a prefix of their own.
final class KnownSecrets {

    /// What may follow a prefix.
    private enum Alphabet {
        /// `A-Z a-z 0-9 _ -`
        TOKEN,
        /// `TOKEN` and `.`, for tokens of several parts
        DOTTED,
        /// `TOKEN` and `.` `+` `/` `=` `~` `%` `:`
        WIDE,
        /// `A-Z 0-9`
        UPPER,
        /// `0-9 a-f`
        HEX;

        boolean has(char c) {
            return switch (this) {
                case TOKEN -> Letters.isAlphanumeric(c) || c == '_' || c == '-';
                case DOTTED -> TOKEN.has(c) || c == '.';
                case WIDE -> DOTTED.has(c) || c == '+' || c == '/' || c == '=' || c == '~' || c == '%' || c == ':';
                case UPPER -> Letters.isUpper(c) || Letters.isDigit(c);
                case HEX -> Letters.isLowerHex(c);
            };
        }
    }

    /// @param min how many characters follow the prefix at least
    /// @param max and at most; one more makes it something else
    private record Shape(String prefix, Alphabet alphabet, int min, int max, String kind) {}

    /// A secret that was found.
    record Known(int end, String kind) {}

    private static final int LONGEST = 2048;
    /// So many characters show whether digits stand among letters.
    private static final int JUDGED = 64;
    private static final int LONGEST_HEADER = 512;
    /// So much of base64 is decoded to see whether a private key's first line is in it.
    private static final int FIRST_LINE = 64;

    private static final List<Shape> SHAPES = List.of(
            // clouds
            new Shape("AKIA", Alphabet.UPPER, 16, 16, "aws-key"), new Shape("ASIA", Alphabet.UPPER, 16, 16, "aws-key"),
            new Shape("ABIA", Alphabet.UPPER, 16, 16, "aws-key"), new Shape("ACCA", Alphabet.UPPER, 16, 16, "aws-key"),
            new Shape("ABSK", Alphabet.WIDE, 60, 400, "aws-key"), new Shape("AIza", Alphabet.TOKEN, 35, 35, "google-key"),
            new Shape("ya29.", Alphabet.DOTTED, 20, LONGEST, "google-token"),
            new Shape("GOCSPX-", Alphabet.TOKEN, 20, 60, "google-secret"), new Shape("GOOG1E", Alphabet.UPPER, 50, 70, "google-key"),
            new Shape("LTAI", Alphabet.TOKEN, 16, 26, "alibaba-key"), new Shape("AKID", Alphabet.TOKEN, 28, 36, "tencent-key"),
            new Shape("dop_v1_", Alphabet.HEX, 40, 80, "digitalocean-token"),
            new Shape("doo_v1_", Alphabet.HEX, 40, 80, "digitalocean-token"),
            new Shape("dor_v1_", Alphabet.HEX, 40, 80, "digitalocean-token"), new Shape("HRKU-", Alphabet.TOKEN, 30, 80, "heroku-key"),
            new Shape("hvs.", Alphabet.TOKEN, 20, 300, "vault-token"), new Shape("hvb.", Alphabet.TOKEN, 20, 400, "vault-token"),
            new Shape("hvr.", Alphabet.TOKEN, 20, 300, "vault-token"), new Shape("atlasv1.", Alphabet.TOKEN, 40, 90, "terraform-token"),
            new Shape("pul-", Alphabet.HEX, 40, 40, "pulumi-token"), new Shape("FlyV1 ", Alphabet.WIDE, 30, LONGEST, "fly-token"),
            // source hosting, packages, builds
            new Shape("ghp_", Alphabet.TOKEN, 30, 255, "github-token"), new Shape("gho_", Alphabet.TOKEN, 30, 255, "github-token"),
            new Shape("ghu_", Alphabet.TOKEN, 30, 255, "github-token"), new Shape("ghs_", Alphabet.TOKEN, 30, 255, "github-token"),
            new Shape("ghr_", Alphabet.TOKEN, 30, 255, "github-token"), new Shape("github_pat_", Alphabet.TOKEN, 30, 255, "github-token"),
            new Shape("glpat-", Alphabet.DOTTED, 18, 300, "gitlab-token"), new Shape("gldt-", Alphabet.TOKEN, 18, 300, "gitlab-token"),
            new Shape("glrt-", Alphabet.DOTTED, 18, 300, "gitlab-token"), new Shape("glcbt-", Alphabet.TOKEN, 18, 300, "gitlab-token"),
            new Shape("glptt-", Alphabet.TOKEN, 18, 300, "gitlab-token"), new Shape("glsoat-", Alphabet.TOKEN, 18, 300, "gitlab-token"),
            new Shape("ATATT3", Alphabet.WIDE, 40, 300, "atlassian-token"), new Shape("ATBB", Alphabet.TOKEN, 28, 60, "bitbucket-token"),
            new Shape("ATCTT3", Alphabet.WIDE, 40, 300, "bitbucket-token"), new Shape("npm_", Alphabet.TOKEN, 36, 36, "npm-token"),
            new Shape("pypi-", Alphabet.TOKEN, 50, 300, "pypi-token"), new Shape("rubygems_", Alphabet.HEX, 48, 48, "rubygems-key"),
            new Shape("dckr_pat_", Alphabet.TOKEN, 20, 60, "docker-token"), new Shape("dckr_oat_", Alphabet.TOKEN, 20, 60, "docker-token"),
            new Shape("AKCp", Alphabet.TOKEN, 60, 80, "artifactory-key"), new Shape("cio", Alphabet.TOKEN, 32, 32, "cargo-token"),
            new Shape("CCIPAT_", Alphabet.TOKEN, 30, 100, "circleci-token"), new Shape("bkua_", Alphabet.HEX, 40, 40, "buildkite-token"),
            new Shape("squ_", Alphabet.HEX, 40, 40, "sonar-token"), new Shape("sqp_", Alphabet.HEX, 40, 40, "sonar-token"),
            // chat and mail
            new Shape("xoxb-", Alphabet.TOKEN, 16, 300, "slack-token"), new Shape("xoxp-", Alphabet.TOKEN, 16, 300, "slack-token"),
            new Shape("xoxa-", Alphabet.TOKEN, 16, 300, "slack-token"), new Shape("xoxr-", Alphabet.TOKEN, 16, 300, "slack-token"),
            new Shape("xoxs-", Alphabet.TOKEN, 16, 300, "slack-token"), new Shape("xoxc-", Alphabet.TOKEN, 16, 300, "slack-token"),
            new Shape("xoxd-", Alphabet.WIDE, 16, 600, "slack-token"), new Shape("xoxe-", Alphabet.TOKEN, 16, 400, "slack-token"),
            new Shape("xoxe.", Alphabet.DOTTED, 16, 400, "slack-token"), new Shape("xapp-", Alphabet.TOKEN, 16, 300, "slack-token"),
            new Shape("hooks.slack.com/services/", Alphabet.WIDE, 20, 120, "slack-webhook"),
            new Shape("hooks.slack.com/workflows/", Alphabet.WIDE, 20, 160, "slack-webhook"),
            new Shape("hooks.slack.com/triggers/", Alphabet.WIDE, 20, 160, "slack-webhook"),
            new Shape("discord.com/api/webhooks/", Alphabet.WIDE, 40, 160, "discord-webhook"),
            new Shape("discordapp.com/api/webhooks/", Alphabet.WIDE, 40, 160, "discord-webhook"),
            new Shape("SG.", Alphabet.DOTTED, 40, 100, "sendgrid-key"), new Shape("xkeysib-", Alphabet.TOKEN, 60, 120, "brevo-key"),
            new Shape("xsmtpsib-", Alphabet.TOKEN, 60, 120, "brevo-key"), new Shape("key-", Alphabet.HEX, 32, 32, "mailgun-key"),
            new Shape("pubkey-", Alphabet.HEX, 32, 32, "mailgun-key"), new Shape("SK", Alphabet.HEX, 32, 32, "twilio-key"),
            // payment and commerce
            new Shape("sk_live_", Alphabet.TOKEN, 10, 250, "stripe-key"), new Shape("sk_test_", Alphabet.TOKEN, 10, 250, "stripe-key"),
            new Shape("rk_live_", Alphabet.TOKEN, 10, 250, "stripe-key"), new Shape("rk_test_", Alphabet.TOKEN, 10, 250, "stripe-key"),
            new Shape("whsec_", Alphabet.WIDE, 20, 120, "webhook-secret"), new Shape("sq0atp-", Alphabet.TOKEN, 22, 60, "square-token"),
            new Shape("sq0csp-", Alphabet.TOKEN, 40, 60, "square-secret"), new Shape("EAAA", Alphabet.TOKEN, 60, 60, "square-token"),
            new Shape("access_token$production$", Alphabet.TOKEN, 30, 80, "braintree-token"),
            new Shape("access_token$sandbox$", Alphabet.TOKEN, 30, 80, "braintree-token"),
            new Shape("rzp_live_", Alphabet.TOKEN, 14, 24, "razorpay-key"), new Shape("shpat_", Alphabet.TOKEN, 32, 40, "shopify-token"),
            new Shape("shpss_", Alphabet.TOKEN, 32, 40, "shopify-secret"), new Shape("shpca_", Alphabet.TOKEN, 32, 40, "shopify-token"),
            new Shape("shppa_", Alphabet.TOKEN, 32, 40, "shopify-token"), new Shape("FLWSECK", Alphabet.TOKEN, 20, 60, "flutterwave-key"),
            new Shape("live_", Alphabet.TOKEN, 30, 30, "mollie-key"), new Shape("AQE", Alphabet.WIDE, 80, 260, "adyen-key"),
            // databases and data
            new Shape("pscale_tkn_", Alphabet.DOTTED, 30, 80, "planetscale-token"),
            new Shape("pscale_pw_", Alphabet.DOTTED, 30, 80, "planetscale-password"),
            new Shape("sbp_", Alphabet.HEX, 40, 40, "supabase-key"),
            new Shape("sb_secret_", Alphabet.TOKEN, 20, 80, "supabase-key"), new Shape("dapi", Alphabet.HEX, 32, 32, "databricks-token"),
            new Shape("dkea", Alphabet.HEX, 32, 32, "databricks-token"), new Shape("AVNS_", Alphabet.TOKEN, 15, 40, "aiven-password"),
            new Shape("napi_", Alphabet.TOKEN, 40, 80, "neon-key"), new Shape("mdb_sa_sk_", Alphabet.TOKEN, 30, 60, "mongodb-secret"),
            new Shape("essu_", Alphabet.WIDE, 30, 160, "elastic-key"),
            // observability
            new Shape("NRAK-", Alphabet.TOKEN, 27, 30, "newrelic-key"), new Shape("NRJS-", Alphabet.TOKEN, 19, 24, "newrelic-key"),
            new Shape("glc_", Alphabet.WIDE, 32, 400, "grafana-token"), new Shape("glsa_", Alphabet.TOKEN, 38, 60, "grafana-token"),
            new Shape("sntrys_", Alphabet.WIDE, 40, 400, "sentry-token"), new Shape("sntryu_", Alphabet.HEX, 60, 70, "sentry-token"),
            new Shape("dt0c01.", Alphabet.DOTTED, 60, 120, "dynatrace-token"), new Shape("hcaik_", Alphabet.TOKEN, 50, 70, "honeycomb-key"),
            new Shape("pdus+", Alphabet.TOKEN, 20, 40, "pagerduty-key"), new Shape("PMAK-", Alphabet.TOKEN, 50, 70, "postman-key"),
            // models and tools
            new Shape("sk-ant-", Alphabet.TOKEN, 20, 300, "anthropic-key"), new Shape("sk-proj-", Alphabet.TOKEN, 20, 300, "openai-key"),
            new Shape("sk-svcacct-", Alphabet.TOKEN, 20, 300, "openai-key"), new Shape("sk-or-v1-", Alphabet.HEX, 40, 80, "openrouter-key"),
            new Shape("sk-", Alphabet.TOKEN, 32, 300, "api-key"), new Shape("hf_", Alphabet.TOKEN, 30, 60, "huggingface-token"),
            new Shape("gsk_", Alphabet.TOKEN, 40, 80, "groq-key"), new Shape("r8_", Alphabet.TOKEN, 35, 50, "replicate-token"),
            new Shape("nvapi-", Alphabet.TOKEN, 50, 90, "nvidia-key"), new Shape("pplx-", Alphabet.TOKEN, 40, 70, "perplexity-key"),
            new Shape("xai-", Alphabet.TOKEN, 60, 100, "xai-key"), new Shape("lin_api_", Alphabet.TOKEN, 30, 60, "linear-key"),
            new Shape("figd_", Alphabet.TOKEN, 30, 80, "figma-token"), new Shape("ntn_", Alphabet.TOKEN, 40, 60, "notion-token"),
            new Shape("secret_", Alphabet.TOKEN, 43, 43, "notion-token"), new Shape("dp.pt.", Alphabet.TOKEN, 40, 50, "doppler-token"),
            new Shape("dp.st.", Alphabet.DOTTED, 40, 80, "doppler-token"), new Shape("AGE-SECRET-KEY-1", Alphabet.UPPER, 50, 70, "age-key"),
            new Shape("ops_eyJ", Alphabet.WIDE, 100, LONGEST, "1password-token"),
            new Shape("tskey-", Alphabet.TOKEN, 20, 100, "tailscale-key"),
            new Shape("CFPAT-", Alphabet.TOKEN, 40, 60, "contentful-token"),
            new Shape("sl.", Alphabet.DOTTED, 130, LONGEST, "dropbox-token"),
            // more of each
            new Shape("glft-", Alphabet.TOKEN, 18, 300, "gitlab-token"), new Shape("glimt-", Alphabet.TOKEN, 18, 300, "gitlab-token"),
            new Shape("gloas-", Alphabet.TOKEN, 18, 300, "gitlab-secret"), new Shape("glagent-", Alphabet.TOKEN, 18, 300, "gitlab-token"),
            new Shape("glffct-", Alphabet.TOKEN, 18, 300, "gitlab-token"), new Shape("GR1348941", Alphabet.TOKEN, 20, 60, "gitlab-token"),
            new Shape("dp.ct.", Alphabet.TOKEN, 40, 50, "doppler-token"), new Shape("dp.sa.", Alphabet.TOKEN, 40, 50, "doppler-token"),
            new Shape("dp.scim.", Alphabet.TOKEN, 40, 50, "doppler-token"), new Shape("dp.audit.", Alphabet.TOKEN, 40, 50, "doppler-token"),
            new Shape("sgp_", Alphabet.TOKEN, 40, 80, "sourcegraph-token"), new Shape("lsv2_pt_", Alphabet.TOKEN, 32, 80, "langsmith-key"),
            new Shape("lsv2_sk_", Alphabet.TOKEN, 32, 80, "langsmith-key"), new Shape("pcsk_", Alphabet.TOKEN, 50, 90, "pinecone-key"),
            new Shape("tvly-", Alphabet.TOKEN, 28, 60, "tavily-key"), new Shape("phx_", Alphabet.TOKEN, 40, 60, "posthog-key"),
            new Shape("NRII-", Alphabet.TOKEN, 24, 40, "newrelic-key"), new Shape("NRAL-", Alphabet.TOKEN, 24, 60, "newrelic-key"),
            new Shape("eyJrIjoi", Alphabet.WIDE, 60, 400, "grafana-key"), new Shape("sk.eyJ", Alphabet.DOTTED, 60, 200, "mapbox-token"),
            new Shape("pat", Alphabet.DOTTED, 79, 79, "airtable-token"), new Shape("amzn.mws.", Alphabet.TOKEN, 36, 36, "aws-key"),
            new Shape("v1.0-", Alphabet.TOKEN, 150, 200, "cloudflare-key"), new Shape("EZAK", Alphabet.TOKEN, 54, 54, "easypost-key"),
            new Shape("rdme_", Alphabet.TOKEN, 70, 80, "readme-key"), new Shape("ddapp_", Alphabet.TOKEN, 30, 60, "datadog-key"),
            new Shape("vercel_blob_rw_", Alphabet.TOKEN, 30, 80, "vercel-token"), new Shape("sbs_", Alphabet.HEX, 40, 40, "supabase-key"),
            new Shape("tfrunner.", Alphabet.DOTTED, 30, 90, "terraform-token"));

    private static final int ASCII = 128;
    private static final Shape[][] BY_START = byStart();

    private KnownSecrets() {}

    // Two letters tell nearly every word of a log from all the prefixes, so that most words cost one look.
    private static Shape[][] byStart() {
        Shape[][] table = new Shape[ASCII * ASCII][];
        for (Shape shape : SHAPES) {
            int start = shape.prefix.charAt(0) * ASCII + shape.prefix.charAt(1);
            var shapes = new ArrayList<Shape>(table[start] == null ? List.of() : List.of(table[start]));
            shapes.add(shape);
            table[start] = shapes.toArray(Shape[]::new);
        }
        return table;
    }

    /// The secret that begins at `start`; null if none does.
    static @Nullable Known at(String text, int start) {
        int length = text.length();
        if (start + 1 >= length) return null;
        char first = text.charAt(start);
        char second = text.charAt(start + 1);
        if (first >= ASCII || second >= ASCII) return null;
        Shape[] shapes = BY_START[first * ASCII + second];
        if (shapes != null) {
            for (Shape shape : shapes) {
                if (!text.startsWith(shape.prefix, start)) continue;
                int from = start + shape.prefix.length();
                int end = from;
                int soon = Math.min(length, from + Math.max(shape.min, JUDGED));
                while (end < soon && shape.alphabet.has(text.charAt(end)))
                    end++;
                if (end - from < shape.min || !mixed(text, from, end)) continue;
                int limit = Math.min(length, from + shape.max + 1);
                while (end < limit && shape.alphabet.has(text.charAt(end)))
                    end++;
                if (end - from > shape.max) continue;
                if (end < length && Letters.isAlphanumeric(text.charAt(end))) continue;
                // A dot or a percent sign at the end belongs to the sentence or to the next escape.
                while (text.charAt(end - 1) == '.' || text.charAt(end - 1) == '%')
                    end--;
                return new Known(end, shape.kind);
            }
        }
        if (first == 'e' && second == 'y') return webToken(text, start);
        if (first == 'L' && second == 'S') return encodedPrivateKey(text, start);
        return null;
    }

    // A prefix as short as "live_" also begins names: those are words, whereas in a secret digits stand among letters.
    private static boolean mixed(String text, int from, int end) {
        boolean digit = false;
        boolean letter = false;
        for (int i = from; i < end && !(digit && letter); i++) {
            digit |= Letters.isDigit(text.charAt(i));
            letter |= Letters.isLetter(text.charAt(i));
        }
        return digit && letter;
    }

    /// A JSON Web Token (RFC 7519): three or five parts in base64url, the first of which begins with `{"`. A part may be empty, and a cut one
    /// is still a secret.
    private static @Nullable Known webToken(String text, int start) {
        if (!text.startsWith("eyJ", start)) return null;
        int end = start;
        int dots = 0;
        // A header is short: without a dot by then it is something else. What follows goes with it however long.
        int limit = Math.min(text.length(), start + LONGEST_HEADER);
        while (end < limit && (Alphabet.TOKEN.has(text.charAt(end)) || text.charAt(end) == '.')) {
            if (text.charAt(end) == '.') {
                dots++;
                limit = text.length();
            }
            end++;
        }
        while (text.charAt(end - 1) == '.') {
            end--;
            dots--;
        }
        return dots >= 1 && dots <= 4 && end - start >= 30 ? new Known(end, "jwt") : null;
    }

    private static @Nullable Known encodedPrivateKey(String text, int start) {
        if (!text.startsWith("LS0tLS1CRUdJTi", start)) return null;
        int end = encodedEnd(text, start, Math.min(text.length(), start + FIRST_LINE));
        String sample = text.substring(start, start + ((end - start) / 4 * 4)).replace('-', '+').replace('_', '/').replace('=', 'A');
        String decoded = new String(Base64.getDecoder().decode(sample), StandardCharsets.ISO_8859_1);
        return decoded.contains("PRIVATE KEY") ? new Known(encodedEnd(text, end, text.length()), "private-key") : null;
    }

    private static int encodedEnd(String text, int start, int limit) {
        int end = start;
        while (end < limit && (Letters.isAlphanumeric(text.charAt(end)) || "+/=-_".indexOf(text.charAt(end)) >= 0))
            end++;
        return end;
    }
}
