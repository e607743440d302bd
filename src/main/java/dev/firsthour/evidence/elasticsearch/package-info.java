/// Logs in Elasticsearch and OpenSearch, found by themselves: which field holds the time, which the message, which the service.
@NullMarked
package dev.firsthour.evidence.elasticsearch;

import org.jspecify.annotations.NullMarked;
