package dev.firsthour.evidence.attached;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.firsthour.evidence.LogFlaw;
import dev.firsthour.evidence.LogStream;

/// The log files of a folder, one after the other by name, as one stream that is read once.
///
/// Taken for logs: at the top of the folder `logs.*` and all that ends in `.log`, `.ndjson`, `.jsonl` or `.logfmt`; and every file in a
/// folder `logs`, where the file's name is the service of lines that name none; each also with `.gz` behind. A file that cannot be read is
/// a flaw and ends neither the stream nor the reading of the others.
final class LogFiles implements LogStream {

    /// More files than this are an archive; the rest is named as left out.
    private static final int MOST_FILES = 1_000;
    /// Bytes of all files as text. More than that are days of logs: what lies around the incident is what tells.
    private static final long MOST_BYTES = 64L << 30;
    private static final int LINES_OF_A_PART = 2_000;
    private static final int CHARACTERS_OF_A_PART = 512 << 10;
    /// Lines that are joined to the one before: a stack trace's or a key's.
    private static final int JOINED_LINES = 500;
    private static final int JOINED_CHARACTERS = 64 << 10;
    /// The lines of a key or certificate are shorter: a block that never ends does not swallow the log behind it.
    private static final int LINE_OF_A_KEY = 100;
    /// How much of a file's end is looked at for its latest time.
    private static final int TAIL = 64 << 10;

    private static final String FOLDER = "logs";
    private static final Pattern NAME = Pattern.compile("logs?(?:\\.[a-z0-9]+)?(?:\\.gz)?|.+\\.(?:log|ndjson|jsonl|logfmt)(?:\\.gz)?");

    private final Path folder;
    private final List<Path> files;
    private final List<LogFlaw> flaws = new ArrayList<>();
    private int opened;
    private @Nullable Lines lines;
    private @Nullable LogLines parser;
    private @Nullable Raw next;
    private @Nullable Instant carried;
    private long bytes;

    /// One line of a file, or several that belong together.
    ///
    /// @param number of the first
    record Raw(long number, String text) {}

    private LogFiles(Path folder, List<Path> files) {
        this.folder = folder;
        this.files = files;
    }

    /// The logs of a folder; empty if it has none.
    static Optional<LogFiles> in(Path folder) {
        List<Path> files = new ArrayList<>();
        Path within = folder.resolve(FOLDER);
        files.addAll(list(folder).stream().filter(LogFiles::isNamedSo).filter(file -> !(file.equals(within) && Files.isDirectory(file)))
                .toList());
        if (Files.isDirectory(within)) files.addAll(list(within).stream().filter(file -> !isHidden(file)).toList());
        if (files.isEmpty()) return Optional.empty();
        LogFiles logs = new LogFiles(folder, files.subList(0, Math.min(MOST_FILES, files.size())));
        if (files.size() > MOST_FILES) {
            logs.flaws.add(new LogFlaw("logs", 0, "has " + files.size() + " files, of which " + MOST_FILES + " are read", "",
                    "keep those around the incident"));
        }
        return Optional.of(logs);
    }

    static boolean isNamedSo(Path file) {
        return NAME.matcher(name(file).toLowerCase(Locale.ROOT)).matches();
    }

    private static boolean isHidden(Path file) {
        return name(file).startsWith(".");
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> found = Files.list(folder)) {
            return found.sorted().toList();
        } catch (IOException unreadable) {
            throw UnreadableFolder.in(folder, "", "it cannot be listed (" + UnreadableFolder.why(unreadable) + ")", "allow it to be read");
        }
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    /// The latest time that stands at the ends of the files, without reading them; null if none does or they are packed.
    @Nullable
    Instant latest() {
        Instant latest = null;
        for (Path file : files) {
            for (String line : tail(file)) {
                Instant at = new LogLines(file.toString(), null).time(line);
                if (at != null && (latest == null || at.isAfter(latest))) latest = at;
            }
        }
        return latest;
    }

    private static List<String> tail(Path file) {
        if (!Files.isRegularFile(file)) return List.of();
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            channel.position(Math.max(0, channel.size() - TAIL));
            byte[] end = Channels.newInputStream(channel).readNBytes(TAIL);
            return new String(end, java.nio.charset.StandardCharsets.UTF_8).lines().skip(channel.size() > TAIL ? 1 : 0).toList();
        } catch (IOException unreadable) {
            return List.of();
        }
    }

    @Override
    public @Nullable Supplier<Part> next() {
        while (lines != null || opened < files.size()) {
            Lines open = lines != null ? lines : open(files.get(opened++));
            LogLines reader = parser;
            if (open == null || reader == null) continue;
            List<Raw> raws = raws(open);
            if (next == null) finish(open);
            if (raws.isEmpty() && flaws.isEmpty()) continue;
            return part(reader, raws);
        }
        return flaws.isEmpty() ? null : part(new LogLines("", null), List.of());
    }

    private Supplier<Part> part(LogLines reader, List<Raw> raws) {
        List<LogFlaw> noticed = List.copyOf(flaws);
        flaws.clear();
        Instant before = carried;
        for (int i = raws.size() - 1; i >= 0; i--) {
            Instant at = reader.time(raws.get(i).text);
            if (at != null) {
                carried = at;
                break;
            }
        }
        return () -> reader.parse(raws, before, noticed);
    }

    private @Nullable Lines open(Path file) {
        String shown = folder.relativize(file).toString();
        carried = null;
        try {
            if (!Files.isRegularFile(file)) {
                flaws.add(new LogFlaw(shown, 0, notRegular(file), "", "put a file there or remove it"));
                return null;
            }
            boolean own = file.getParent() != null && !file.getParent().equals(folder);
            InputStream stream = Files.newInputStream(file);
            Lines open = Lines.of(stream);
            lines = open;
            parser = new LogLines(shown, own ? name(file).replaceFirst("\\..*$", "") : null);
            next = line(open);
            if (next == null) {
                if (open.broken() == null) flaws.add(new LogFlaw(shown, 0, "is empty", "", "leave it away if there is nothing in it"));
                finish(open);
            }
            return lines;
        } catch (Lines.Packed packed) {
            flaws.add(new LogFlaw(shown, 0, packed.getMessage() + " and is not read", "", "unpack it, or pack it with gzip"));
        } catch (IOException unreadable) {
            flaws.add(new LogFlaw(shown, 0, "cannot be read (" + UnreadableFolder.why(unreadable) + ")", "",
                    "the other files are read without it"));
        }
        return null;
    }

    private static String notRegular(Path file) {
        if (Files.isDirectory(file)) return "is a folder where a file is expected";
        return Files.isSymbolicLink(file) && !Files.exists(file)
                ? "is a link that leads nowhere"
                : Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? "is no regular file" : "is gone";
    }

    /// Lines until the part is full; those of a stack trace or a key go with the line before.
    private List<Raw> raws(Lines open) {
        List<Raw> raws = new ArrayList<>();
        long characters = 0;
        while (next != null && raws.size() < LINES_OF_A_PART && characters < CHARACTERS_OF_A_PART) {
            Raw first = next;
            next = line(open);
            StringBuilder joined = null;
            int count = 0;
            boolean key = LogLines.beginsKey(first.text);
            while (next != null && count < JOINED_LINES
                    && ((key && next.text.length() <= LINE_OF_A_KEY) || LogLines.continues(first.text, next.text))
                    && (joined == null || joined.length() + next.text.length() < JOINED_CHARACTERS)) {
                if (joined == null) joined = new StringBuilder(first.text);
                joined.append('\n').append(next.text);
                key = (key || LogLines.beginsKey(next.text)) && !LogLines.endsKey(next.text);
                count++;
                next = line(open);
            }
            raws.add(joined == null ? first : new Raw(first.number, joined.toString()));
            characters += joined == null ? first.text.length() : joined.length();
        }
        return raws;
    }

    private @Nullable Raw line(Lines open) {
        LogLines reader = parser;
        while (true) {
            String text = bytes > MOST_BYTES ? null : open.next();
            if (text == null || reader == null) return null;
            bytes += text.length() + 1L;
            String shown = text.length() > 200 ? text.substring(0, 200) : text;
            if (open.isCut()) {
                flaws.add(new LogFlaw(reader.file(), open.number(), "is the beginning of a line of more than " + Lines.LONGEST + " bytes",
                        shown, "the rest of the line is left out"));
            }
            if (open.isForeign()) {
                flaws.add(new LogFlaw(reader.file(), open.number(), "is not UTF-8", shown,
                        "the line is read as ISO-8859-1; save the file as UTF-8"));
            }
            if (LogLines.isBinary(text)) {
                flaws.add(
                        new LogFlaw(reader.file(), open.number(), "is no text", "", "the line is left out; see whether the file is a log"));
                continue;
            }
            if (!text.isBlank()) return new Raw(open.number(), text);
        }
    }

    private void finish(Lines open) {
        String broken = open.broken();
        String file = parser == null ? "" : parser.file();
        if (broken != null) {
            flaws.add(new LogFlaw(file, open.number(), broken, "", "what lies before is read; copy the file again"));
        }
        if (bytes > MOST_BYTES) {
            flaws.add(new LogFlaw(file, open.number(), "is where " + MOST_BYTES + " bytes of logs are read", "",
                    "the rest is left out; keep what lies around the incident"));
            opened = files.size();
        }
        open.close();
        lines = null;
    }

    @Override
    public void close() {
        if (lines != null) lines.close();
        lines = null;
        opened = files.size();
    }

    /// The files, for people: their names within the folder.
    String described() {
        return files.size() == 1 ? folder.relativize(files.getFirst()).toString() : "logs";
    }
}
