package dev.firsthour.diagnosis;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class LogLineTest {

    private final LogLine line = new LogLine();

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', value = {
            "2026-03-01 12:00:00,123 ERROR [main] com.mill.Stone: it broke~ERROR~com.mill.Stone~it broke",
            "2026-03-01 12:00:00,123 - WARN  [Wheel:7@31] - it turns~WARN~~it turns",
            "2026-03-01T12:00:00.123Z  INFO 4711 --- [nio-8080-exec-3] c.m.StoneController : it turns~INFO~c.m.StoneController~it turns",
            "2026-03-01 12:00:00,123 - mill.stone - ERROR - it broke~ERROR~mill.stone~it broke",
            "Mar  1 12:00:00 mill7 stoned[4711]: it broke~UNKNOWN~stoned~it broke",
            "[Sun Mar 01 12:00:00 2026] [error] it broke~ERROR~~it broke",
            "03-01 12:00:00.123  1702  2395 E StoneManager: it broke~ERROR~StoneManager~it broke",
            "12:00:00.123 INFO  c.m.Stone#31 TraceID: c058c3af3ae7b4f9 SpanID: 3e169f2a8fa9328e [turn] 7 rounds~INFO~c.m.Stone#31~[turn] 7 rounds",
            "26/03/01 12:00:00 INFO stone.Wheel: 10.0.0.7:80 turns~INFO~stone.Wheel~10.0.0.7:80 turns",
            "level=error ts=2026-03-01T12:00:00Z msg=\"it \\\"broke\\\"\" err=\"no grain\"~ERROR~~it \"broke\": no grain",
            "{\"level\":\"warn\",\"time\":17,\"logger\":\"mill.Stone\",\"msg\":\"it\\tslipped\"}~WARN~mill.Stone~it\tslipped",
            "nothing of a header 12:00:00 here~UNKNOWN~~nothing of a header 12:00:00 here",
            "error in the mill~UNKNOWN~~error in the mill"})
    void aHeaderIsToldFromTheMessage(String raw, String level, String origin, String message) {
        line.read(raw);

        assertThat(line.message()).isEqualTo(message);
        assertThat(line.level()).isEqualTo(LogLevel.valueOf(level));
        assertThat(line.origin()).isEqualTo(origin == null ? "" : origin);
    }

    @Test
    void aLineWithNothingButAHeaderIsItsOwnMessage() {
        line.read("2026-03-01 12:00:00,123");

        assertThat(line.message()).isEqualTo("2026-03-01 12:00:00,123");
    }

    @Test
    void brokenJsonIsReadAsText() {
        line.read("{\"msg\": \"it bro}");

        assertThat(line.message()).isEqualTo("{\"msg\": \"it bro}");
    }
}
