package dev.firsthour.diagnosis;

import java.util.List;
import java.util.regex.Pattern;

/// A matter that code speaks of in its own words, whatever its language, and what follows where that changes.
///
/// @param sure how sure it is that something follows: words are a weaker sign than a number that moved
record Topic(Effect.Kind kind, Side side, Pattern pattern, double sure, String says) {

    /// On which side of a difference the words count.
    enum Side {
        GONE, COME, EITHER
    }

    static final List<Topic> ALL = List.of(
            new Topic(Effect.Kind.CALL_IN_LOOP, Side.GONE,
                    "(?i)\\b(includes|eager_?load\\w*|preload\\w*|prefetch_related|select_related|joined_?load|selectin_?load|subquery_?load"
                            + "|join_?fetch|fetch_?join|entity_?graph|data_?loader|in_?batch\\w*|batch_?get|get_?all|mget|multi_?get)\\b|\\bJOIN\\b",
                    0.9, "no longer loads at once what belongs together"),
            new Topic(Effect.Kind.BACKTRACKING_ADDED, Side.COME, "\\([^()]*[*+][^()]*\\)\\s*[*+]|[*+]\\s*\\)+[*+]", 1,
                    "puts a pattern in that can try again without end"),
            new Topic(Effect.Kind.PATTERN_CHANGED, Side.COME,
                    "\"\\^[^\"]*\"|'\\^[^']*'|\\[\\^?\\w-\\w[^\\]]*\\][*+{]|\\\\[dws][*+{]|(?i)\\bregexp?\\b", 0.9,
                    "changes a pattern that texts are matched with"),
            new Topic(Effect.Kind.CONSTRAINT_ADDED, Side.COME,
                    "(?i)[\"']?\\b(pattern|min_?length|max_?length|required|additional_?properties|exclusive_?minimum|multiple_?of)\\b[\"']?\\s*[:=]"
                            + "|@\\s?(Not(Null|Blank|Empty)|Size|Pattern|Min|Max|Valid|Positive)\\b|not\\s+null|check\\s*\\(|\\bstrict\\b|disallow|forbid"
                            + "|fail_?on_?unknown|validat",
                    0.9, "demands more of what it is given"),
            new Topic(Effect.Kind.BLOCKING_ADDED, Side.COME,
                    "\\bawait\\b|\\bblock\\s*\\(|\\bjoin\\s*\\(\\s*\\)|\\bresult\\s*\\(\\s*\\)|\\bWait\\s*\\(", 1,
                    "waits for what it did not wait for"),
            new Topic(Effect.Kind.BLOCKING_ADDED, Side.COME, "\\w+Sync\\b|(?i)\\b(read|write)_?(all|file|text)\\w*|\\bsleep\\b",
                    1,
                    "waits for what it did not wait for"),
            new Topic(Effect.Kind.BLOCKING_ADDED, Side.GONE,
                    "@\\s?Async\\b|\\bvoid [a-z]\\w+ \\.|\\b(enqueue|perform_later|delay|apply_async|submit|execute_async|send_async|publish_async|fire_and_forget)\\b",
                    0.9, "no longer leaves work for later"),
            new Topic(Effect.Kind.CONCURRENCY_CHANGED, Side.EITHER,
                    "\\bchan\\b|\\bgo [a-z]\\w* [.(]|(?i)\\bthread(s|ing|_?pool)?\\b|executor|completable_?future|promise \\. all|asyncio|gather|\\bspawn|parallel|"
                            + "concurren|goroutine|wait_?group|\\bworkers?\\b",
                    0.9, "changes what runs at the same time"),
            new Topic(Effect.Kind.SCHEDULE_CHANGED, Side.EITHER,
                    "(?i)[\"'](@(hourly|daily|weekly|every)|[\\d*/,-]+( +[\\d*/,?A-Z-]+){4,5})[\"']|\\bcron\\b|\\bschedule\\b", 0.9,
                    "changes when a job runs"),
            new Topic(Effect.Kind.TIME_BASIS_CHANGED, Side.EITHER,
                    "(?i)\\b(time_?zone|zone_?id|zone_?offset|tz_?info|tz|utc_?now|utc|zoned_?date_?time|local_?(date_?)?time|offset_?date_?time|localtime|gmtime"
                            + "|unix_?(milli|nano|sec)?\\w*|epoch\\w*|to_?iso_?string|strftime|date_?format\\w*|week_?year|YYYY)\\b",
                    0.9, "changes by which clock or calendar it goes"),
            new Topic(Effect.Kind.KEYING_CHANGED, Side.EITHER,
                    "(?i)\\b(fun|def|func|function)? ?((make|build|to|cache)_?)?key(_?(of|for))? ?\\(|\\b(\\w*cache_?key\\w*|\\w*partition_?key\\w*|shard\\w*|hash(_?code|_?key)?|crc\\w*|murmur\\w*|modulo|routing_?key|idempotency_?key|key_?prefix|etag"
                            + "|vary|proxy_cache_key|sticky|key_?for)\\b",
                    0.9, "changes by which key things are found"),
            new Topic(Effect.Kind.COMPRESSION_CHANGED, Side.EITHER, "(?i)\\b(gzip|brotli|zstd|snappy|lz4|deflate|compress\\w*)\\b", 0.9,
                    "changes what is compressed"),
            new Topic(Effect.Kind.FORMAT_CHANGED, Side.EITHER,
                    "%[YmdHM]\\b|\\byyyy|\\b[Dd]ate_?Only\\b|RFC3339|\\bstrptime|2006|(?i)\\b(avro|proto(buf)?|msgpack|thrift|charset|encoding|utf_?8|iso_?8859\\w*|latin_?1|utf_?16|content_?type|serializ\\w*|deserializ\\w*|marshal\\w*"
                            + "|object_?mapper|json_?property|parse_?(int|float)|delimiter|endian\\w*|base_?64)\\b",
                    0.7, "changes how data is written"),
            new Topic(Effect.Kind.LIMIT_LOWERED, Side.EITHER,
                    "(?i)\\b(instance_?(class|type|size)|machine_?type|node_?type|vm_?size|sku_?name|flavou?r|compute_?class|storage_?class|volume_?type)\\b",
                    0.9,
                    "changes what it runs on"),
            new Topic(Effect.Kind.TRANSACTION_CHANGED, Side.EITHER,
                    "(?i)\\backs\\b|idempoten|consistency|write_?concern|read_?(preference|concern)|quorum|fsync|durab|(least|most|exactly)_?once|transactional|isolation|auto_?commit|savepoint|\\bcommit\\b|for update|serializable|begin_?tx",
                    0.8,
                    "changes what happens in one transaction"),
            new Topic(Effect.Kind.NETWORK_RULE_CHANGED, Side.EITHER,
                    "(?i)network_?polic\\w*|\\b(in|e)gress\\b|security_?group\\w*|cidr\\w*|firewall|iptables|allow_?list|deny_?list|\\bsubnet\\w*|route_?table|pod_?selector",
                    0.9,
                    "changes who may reach whom"),
            new Topic(Effect.Kind.WEB_RULE_CHANGED, Side.EITHER,
                    "(?i)\\b(cors|allowed_?origin\\w*|origins?|same_?site|csrf|csp|content_?security\\w*|access_?control\\w*|proxy_set_header|x_?forwarded\\w*|cookie_?domain)\\b",
                    0.9, "changes what browsers or proxies may do"),
            new Topic(Effect.Kind.PROTOCOL_CHANGED, Side.EITHER,
                    "(?i)\\b(TLSv?[\\d._]+|v?1 \\. [0-3]\\b.*tls|SSLv\\d|ciphers?\\w*|ssl_?\\w*|tls_?\\w*|verify_?(peer|mode|client)|insecure_?skip\\w*|min_?version|truststore|ca_?bundle|mtls|alpn)\\b",
                    0.9, "changes how connections are secured"),
            new Topic(Effect.Kind.QUERY_CHANGED, Side.EITHER,
                    "\\b(LEFT|RIGHT|INNER|OUTER|FULL|CROSS) (OUTER )?JOIN\\b|\\b(JOIN|UNION|HAVING|DISTINCT|GROUP BY|WHERE|LIMIT)\\b.*|\\b(LEFT|INNER|OUTER|DISTINCT|UNION)\\b",
                    0.9, "asks the database for something else"),
            new Topic(Effect.Kind.QUERY_CHANGED, Side.EITHER,
                    "(?i)\\b(sort(ed)?(_?by)?(_?desc\\w*)?|sorted_?with|order_?by(_?desc\\w*)?|desc(ending)?|asc(ending)?|revers\\w+|compar\\w+|max_?by|min_?by)\\b",
                    0.5, "orders or picks otherwise"),
            new Topic(Effect.Kind.TIME_LOWERED, Side.EITHER,
                    "(?i)\\b(context \\. background|r \\. context|with_?timeout|with_?cancel|with_?deadline|without_?cancel|abort_?signal|cancellation_?token)\\b|\\bBackground\\b",
                    0.8, "ends work with something else's end"),
            new Topic(Effect.Kind.PAYLOAD_GROWN, Side.COME,
                    "(?i)\\b(set_?)?cookie \\(|\\bheaders? (\\( \\) )?\\. (set|add|append)|base_?64|\\bbaggage\\b|include_?(body|payload|stack)",
                    0.9,
                    "sends more along"),
            new Topic(Effect.Kind.NUMBERS_CHANGED, Side.EITHER,
                    "(?i)\\b(big_?decimal|decimal|new_?from_?int|float(32|64)?|double|parse_?float|to_?fixed|math \\. (round|floor|ceil|trunc)|round|floor|ceil|trunc(ate)?|half_?(up|even|down)|int_?part|divmod)\\b",
                    0.9, "reckons with other numbers"),
            new Topic(Effect.Kind.CREDENTIAL_CHANGED, Side.GONE,
                    "(?i)\\w+:(Get|Put|Delete|List|Create|Describe|Send|Receive|Assume|Decrypt)\\w*|\\bgrant\\b|\\bscopes?\\b|\\brole_?binding\\b",
                    1, "takes a permission away"));

    private Topic(Effect.Kind kind, Side side, String pattern, double sure, String says) {
        this(kind, side, Pattern.compile(pattern), sure, says);
    }
}
