package dev.firsthour.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The exception in a log event and the frames of it that matter.
///
/// @param exception the outermost exception's class
/// @param frame the first frame of code that is not a runtime's or a framework's, else the first frame; empty if there is none
/// @param cause the innermost cause's class; empty if there is no other
/// @param causeFrame the same as `frame`, of the cause
/// @param message the innermost exception's message
record StackTrace(String exception, String frame, String cause, String causeFrame, String message) {

    /// Longer traces are cut: their beginning and their causes are what is read.
    static final int LINES = 400;

    private static final Pattern HEAD = Pattern
            .compile(
                    "(?:Exception in thread \"[^\"]*\" )?(?:Caused by: |.*?\\b(?=(?:[a-z][\\w$]*\\.)+[A-Z]))?((?:[a-z][\\w$]*\\.)*[A-Z][\\w$]*"
                            + "(?:Exception|Error|Throwable|Failure|Fault|Interrupt|Exit)\\w*)(?:: ?(.*))?");
    private static final Pattern JAVA_FRAME = Pattern.compile("at (?:[\\w.]+(?:@[\\w.]+)?/)?([\\w.$<>]+\\.[\\w$<>]+)\\(([^)]*)\\).*");
    private static final Pattern SCRIPT_FRAME = Pattern
            .compile("at (?:async )?(?:(.+?) \\()?((?:file:|/|[A-Z]:\\\\|\\.{0,2}[\\w-])[^()\\s]*:\\d+):\\d+\\)?");
    private static final Pattern PYTHON_FRAME = Pattern.compile("File \"([^\"]+)\", line (\\d+)(?:, in (.+))?");
    private static final Pattern GO_FRAME = Pattern.compile("(/?[\\w./@-]+\\.go:\\d+)(?: \\+0x[0-9a-f]+)?");
    private static final Pattern OMITTED = Pattern.compile("\\.\\.\\. \\d+ (?:more|common frames omitted)");

    /// Packages of runtimes and frameworks that call everybody's code.
    private static final List<String> NOT_OURS = List.of("java.", "javax.", "jdk.", "sun.", "com.sun.", "jakarta.", "kotlin.", "scala.",
            "org.springframework.", "org.apache.", "org.eclipse.jetty.", "io.netty.", "io.undertow.", "reactor.", "org.hibernate.",
            "com.fasterxml.", "node:", "node_modules", "site-packages", "/usr/lib/python", "/usr/local/go/");

    /// Whether a line goes on with the event before it: a frame, a cause, a line of a trace.
    static boolean continues(String line) {
        int start = 0;
        while (start < line.length() && line.charAt(start) <= ' ') {
            start++;
        }
        if (start == line.length()) return false;
        char c = line.charAt(start);
        if (c == 'C' && line.startsWith("Caused by: ", start)) return true;
        if (c == 'S' && start > 0 && line.startsWith("Suppressed: ", start)) return true;
        if (c == '.' && start > 0 && line.startsWith("... ", start)) return true;
        if (c == 'a' && start > 0 && line.startsWith("at ", start)) return true;
        if (c == 'F' && start > 0 && line.startsWith("File \"", start)) return true;
        return c == 'T' && line.startsWith("Traceback (most recent call last)", start);
    }

    /// The exception in an event of several lines; empty if there is no trace in it.
    static Optional<StackTrace> in(String event) {
        String[] lines = event.split("\n", LINES + 1);
        var heads = new ArrayList<String>();
        var messages = new ArrayList<String>();
        var frames = new ArrayList<List<String>>();
        boolean python = false;
        int count = Math.min(lines.length, LINES);
        for (int i = 0; i < count; i++) {
            String line = lines[i].strip();
            if (line.startsWith("Traceback (most recent call last)")) {
                python = true;
                heads.add("");
                messages.add("");
                frames.add(new ArrayList<>());
                continue;
            }
            String frame = frame(line);
            if (!frame.isEmpty()) {
                if (frames.isEmpty()) {
                    heads.add("");
                    messages.add("");
                    frames.add(new ArrayList<>());
                }
                frames.getLast().add(frame);
                continue;
            }
            Matcher head = HEAD.matcher(line);
            if (OMITTED.matcher(line).matches() || !head.matches()) continue;
            String said = head.group(2) == null ? "" : head.group(2);
            if (python && heads.getLast().isEmpty()) {
                heads.set(heads.size() - 1, head.group(1));
                messages.set(messages.size() - 1, said);
            } else {
                heads.add(head.group(1));
                messages.add(said);
                frames.add(new ArrayList<>());
            }
        }
        if (frames.stream().allMatch(List::isEmpty)) return Optional.empty();
        int outer = 0;
        while (outer + 1 < heads.size() && heads.get(outer).isEmpty()) {
            outer++;
        }
        int inner = heads.size() - 1;
        // Python prints the cause first, and the frame that failed last
        if (python) {
            int swapped = outer;
            outer = inner;
            inner = swapped;
        }
        String frame = telling(frames.get(outer), python);
        boolean caused = inner != outer;
        return Optional.of(new StackTrace(heads.get(outer), frame, caused ? heads.get(inner) : "",
                caused ? telling(frames.get(inner), python) : "", messages.get(inner)));
    }

    /// The trace in one line, as in `IllegalStateException at com.acme.Cart.add(Cart.java:31), caused by SQLException at ...`.
    String text() {
        var text = new StringBuilder(exception.isEmpty() ? "stack trace" : exception);
        if (!frame.isEmpty()) text.append(" at ").append(frame);
        if (!cause.isEmpty()) text.append(", caused by ").append(cause);
        if (!causeFrame.isEmpty()) text.append(" at ").append(causeFrame);
        return text.toString();
    }

    private static String frame(String line) {
        if (line.startsWith("at ")) {
            Matcher java = JAVA_FRAME.matcher(line);
            if (java.matches()) return java.group(1) + "(" + java.group(2) + ")";
            Matcher script = SCRIPT_FRAME.matcher(line);
            if (script.matches()) return (script.group(1) == null ? "" : script.group(1) + " ") + "(" + script.group(2) + ")";
            return "";
        }
        if (line.startsWith("File \"")) {
            Matcher python = PYTHON_FRAME.matcher(line);
            if (python.matches()) {
                return (python.group(3) == null ? "" : python.group(3) + " ") + "(" + python.group(1) + ":" + python.group(2) + ")";
            }
            return "";
        }
        if (line.contains(".go:")) {
            Matcher go = GO_FRAME.matcher(line);
            if (go.matches()) return go.group(1);
        }
        return "";
    }

    private static String telling(List<String> frames, boolean lastFirst) {
        List<String> ordered = lastFirst ? frames.reversed() : frames;
        return ordered.stream().filter(frame -> NOT_OURS.stream().noneMatch(frame::contains)).findFirst()
                .orElse(ordered.isEmpty() ? "" : ordered.getFirst());
    }
}
