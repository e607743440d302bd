package dev.firsthour.evidence.attached;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

import org.jspecify.annotations.Nullable;

/// The lines of a text in constant memory, whatever it holds: gunzipped if it is gzipped, as UTF-8 or UTF-16, and a line that is neither as
/// ISO-8859-1, in which every byte is a character. A line's end is `\n`, `\r\n` or the end of the text.
final class Lines implements AutoCloseable {

    /// A longer line is cut; what is cut off is read and dropped.
    static final int LONGEST = 1 << 20;
    private static final int BUFFER = 1 << 16;
    private static final int MAGIC = 6;

    private final InputStream bytes;
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int end;
    private byte[] line = new byte[512];
    private int length;
    private long number;
    private boolean cut;
    private boolean foreign;
    private @Nullable String broken;

    private Lines(InputStream bytes) {
        this.bytes = bytes;
    }

    /// A text packed in a way that is not read here.
    static final class Packed extends IOException {

        private static final long serialVersionUID = 1L;

        Packed(String how) {
            super("is packed with " + how);
        }
    }

    /// @param file the text as it lies on the disk; closed with the lines, or when this fails
    /// @throws Packed if it is packed with something else than gzip
    static Lines of(InputStream file) throws IOException {
        try {
            PushbackInputStream plain = new PushbackInputStream(file, MAGIC);
            byte[] magic = plain.readNBytes(MAGIC);
            plain.unread(magic);
            if (begins(magic, 0x1f, 0x8b)) return new Lines(decoded(new PushbackInputStream(new GZIPInputStream(plain, BUFFER), MAGIC)));
            if (begins(magic, 0x28, 0xb5, 0x2f, 0xfd)) throw new Packed("zstd");
            if (begins(magic, 'B', 'Z', 'h')) throw new Packed("bzip2");
            if (begins(magic, 0xfd, '7', 'z', 'X', 'Z')) throw new Packed("xz");
            if (begins(magic, 'P', 'K', 3, 4)) throw new Packed("zip");
            return new Lines(decoded(plain));
        } catch (IOException unreadable) {
            file.close();
            throw unreadable;
        }
    }

    private static InputStream decoded(PushbackInputStream bytes) throws IOException {
        byte[] mark = bytes.readNBytes(3);
        if (begins(mark, 0xef, 0xbb, 0xbf)) return bytes;
        bytes.unread(mark);
        if (begins(mark, 0xff, 0xfe)) return new Recoded(bytes, StandardCharsets.UTF_16);
        return begins(mark, 0xfe, 0xff) ? new Recoded(bytes, StandardCharsets.UTF_16) : bytes;
    }

    private static boolean begins(byte[] bytes, int... with) {
        if (bytes.length < with.length) return false;
        for (int i = 0; i < with.length; i++) {
            if (bytes[i] != (byte) with[i]) return false;
        }
        return true;
    }

    /// The next line without its end; null if there is none. What breaks off in the middle ends there, and [#broken] says why.
    @Nullable
    String next() {
        length = 0;
        cut = false;
        foreign = false;
        boolean any = false;
        while (true) {
            if (at == end && !fill()) {
                if (!any) return null;
                break;
            }
            any = true;
            int from = at;
            while (at < end && buffer[at] != '\n') {
                at++;
            }
            keep(from, at);
            if (at < end) {
                at++;
                break;
            }
        }
        number++;
        if (length > 0 && line[length - 1] == '\r') length--;
        return text();
    }

    private boolean fill() {
        if (broken != null) return false;
        try {
            end = bytes.read(buffer);
        } catch (EOFException torn) {
            broken = "ends in the middle of its gzip";
        } catch (ZipException corrupt) {
            broken = "has a corrupt gzip (" + corrupt.getMessage() + ")";
        } catch (IOException unreadable) {
            broken = "cannot be read any further (" + unreadable.getMessage() + ")";
        }
        if (broken != null) end = -1;
        at = 0;
        end = Math.max(0, end);
        return end > 0;
    }

    private void keep(int from, int to) {
        int count = to - from;
        if (length + count > LONGEST) {
            count = LONGEST - length;
            cut = true;
        }
        if (length + count > line.length)
            line = java.util.Arrays.copyOf(line, Math.min(LONGEST, Math.max(length + count, line.length * 2)));
        System.arraycopy(buffer, from, line, length, count);
        length += count;
    }

    private String text() {
        for (int i = 0; i < length; i++) {
            if (line[i] < 0) return decoded();
        }
        return new String(line, 0, length, StandardCharsets.ISO_8859_1);
    }

    private String decoded() {
        int whole = cut ? withoutTornCharacter() : length;
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line, 0, whole)).toString();
        } catch (CharacterCodingException _) {
            foreign = true;
            return new String(line, 0, length, StandardCharsets.ISO_8859_1);
        }
    }

    /// The length without the last character's bytes, which the cut may have torn.
    private int withoutTornCharacter() {
        int whole = length;
        while (whole > 0 && length - whole < 4 && (line[whole - 1] & 0xc0) == 0x80) {
            whole--;
        }
        return whole > 0 && line[whole - 1] < 0 ? whole - 1 : whole;
    }

    /// The number of the line that was read last, from 1.
    long number() {
        return number;
    }

    /// Whether the last line was longer than [#LONGEST] bytes.
    boolean isCut() {
        return cut;
    }

    /// Whether the last line was no UTF-8.
    boolean isForeign() {
        return foreign;
    }

    /// Why the text ends before its end; null if it does not.
    @Nullable
    String broken() {
        return broken;
    }

    @Override
    public void close() {
        try {
            bytes.close();
        } catch (IOException _) {
            // It was only read from: nothing is lost
        }
    }

    /// Text of another encoding as UTF-8.
    private static final class Recoded extends InputStream {

        private final Reader reader;
        private final char[] characters = new char[BUFFER / 4];
        private ByteBuffer encoded = ByteBuffer.allocate(0);

        Recoded(InputStream bytes, Charset charset) {
            this.reader = new InputStreamReader(bytes, charset);
        }

        @Override
        public int read() throws IOException {
            return fill() ? encoded.get() & 0xff : -1;
        }

        @Override
        public int read(byte[] into, int from, int count) throws IOException {
            if (!fill()) return -1;
            int some = Math.min(count, encoded.remaining());
            encoded.get(into, from, some);
            return some;
        }

        private boolean fill() throws IOException {
            while (!encoded.hasRemaining()) {
                int read = reader.read(characters, 0, characters.length - 1);
                if (read < 0) return false;
                // The two halves of a character outside the basic plane stay together
                if (Character.isHighSurrogate(characters[read - 1])) {
                    int half = reader.read();
                    if (half >= 0) characters[read++] = (char) half;
                }
                encoded = StandardCharsets.UTF_8.encode(java.nio.CharBuffer.wrap(characters, 0, read));
            }
            return true;
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }
}
