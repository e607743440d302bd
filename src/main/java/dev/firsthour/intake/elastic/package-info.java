/// Kibana's alerting: its webhook connector, with the body of our documentation.
@NullMarked
package dev.firsthour.intake.elastic;

import org.jspecify.annotations.NullMarked;
