package dev.firsthour.intake;

/// What a sender wants to hear with status 200 instead of the usual answer.
///
/// @param type the media type of the body
public record Answer(String type, String body) {

    /// Nothing but the status.
    public static final Answer EMPTY = new Answer("text/plain", "");
}
