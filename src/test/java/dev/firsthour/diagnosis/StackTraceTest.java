package dev.firsthour.diagnosis;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StackTraceTest {

    @Test
    void ofJavaTheFirstFrameOfOnesOwnAndTheInnermostCauseAreKept() {
        assertThat(StackTrace.in("""
                could not grind
                java.lang.IllegalStateException: no grain
                \tat java.base/java.util.Objects.requireNonNull(Objects.java:220)
                \tat org.springframework.web.Filter.run(Filter.java:9)
                \tat com.mill.Stone.turn(Stone.java:31)
                Caused by: java.io.IOException: closed
                \tat com.mill.Sack.open(Sack.java:7)
                \t... 12 more""").orElseThrow())
                .isEqualTo(new StackTrace("java.lang.IllegalStateException", "com.mill.Stone.turn(Stone.java:31)", "java.io.IOException",
                        "com.mill.Sack.open(Sack.java:7)", "closed"));
    }

    @Test
    void ofPythonTheLastFrameIsTheOneThatFailed() {
        assertThat(StackTrace.in("""
                Traceback (most recent call last):
                  File "/srv/mill/main.py", line 3, in <module>
                    turn()
                  File "/srv/mill/stone.py", line 31, in turn
                    raise GrainError("none")
                GrainError: none""").orElseThrow().text()).isEqualTo("GrainError at turn (/srv/mill/stone.py:31)");
    }

    @Test
    void ofNodeTheFrameIsFound() {
        assertThat(StackTrace.in("""
                TypeError: grain is not a function
                    at Stone.turn (/srv/mill/stone.js:31:9)
                    at node:internal/main/run_main_module:28:49""").orElseThrow().text())
                .isEqualTo("TypeError at Stone.turn (/srv/mill/stone.js:31)");
    }

    @Test
    void textWithoutFramesIsNoTrace() {
        assertThat(StackTrace.in("it broke\nand the IllegalStateException was mentioned")).isEmpty();
    }

    @Test
    void onlyLinesOfATraceGoOnWithTheEventBefore() {
        assertThat(StackTrace.continues("\tat com.mill.Stone.turn(Stone.java:31)")).isTrue();
        assertThat(StackTrace.continues("Caused by: java.io.IOException: closed")).isTrue();
        assertThat(StackTrace.continues("  File \"/srv/mill/stone.py\", line 31, in turn")).isTrue();
        assertThat(StackTrace.continues("at noon the mill stood still")).isFalse();
        assertThat(StackTrace.continues("")).isFalse();
    }
}
