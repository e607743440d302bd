package dev.firsthour.investigation;

/// One way in which an answer departs from its schema.
///
/// @param pointer where, as a JSON pointer (RFC 6901): `/hypotheses/0/statement`; empty for the answer as a whole
/// @param words what is wrong there, in words for whoever wrote it
record Violation(String pointer, String words) {

    /// The field of the answer that it lies in; empty for the answer as a whole.
    String field() {
        if (pointer.isEmpty()) return "";
        int end = pointer.indexOf('/', 1);
        return pointer.substring(1, end < 0 ? pointer.length() : end).replace("~1", "/").replace("~0", "~");
    }

    /// Pointer and words, as the timeline holds them.
    @Override
    public String toString() {
        return pointer.isEmpty() ? "the answer " + words : pointer + " " + words;
    }
}
