package dev.firsthour.intake.slack;

/// How a connection ended, or is about to.
sealed interface Ending {

    /// Slack said that it will close it, some ten seconds ahead where it can: until then messages still come.
    record Announced(String reason) implements Ending {}

    /// It is closed.
    ///
    /// @param why in words for people
    record Closed(String why) implements Ending {}
}
