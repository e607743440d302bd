package dev.firsthour.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;

import dev.firsthour.knowledge.Runbooks;
import dev.firsthour.knowledge.Runbooks.Question;
import dev.firsthour.privacy.Redactor;
import dev.firsthour.privacy.Redactors;

/// How long runbooks take to be read, and a question to be answered, with 2,000 files of ten sections each: 20,000 passages of made-up words whose
/// frequencies fall as those of a language do.
public final class RunbooksBenchmark {

    private static final int FILES = 2_000;
    private static final int SECTIONS = 10;
    private static final int WORDS = 80;
    private static final int VOCABULARY = 30_000;
    private static final int QUESTIONS = 300;
    private static final int QUESTION_WORDS = 40;

    private final Random random = new Random(17);
    private final String[] vocabulary = new String[VOCABULARY];

    private RunbooksBenchmark() {
        for (int i = 0; i < VOCABULARY; i++) {
            vocabulary[i] = random.ints(3 + random.nextInt(8), 'a', 'z' + 1).mapToObj(c -> String.valueOf((char) c))
                    .collect(Collectors.joining());
        }
    }

    /// Prints the times.
    public static void main(String[] arguments) throws Exception {
        new RunbooksBenchmark().run();
    }

    private void run() throws Exception {
        Path folder = Files.createTempDirectory("runbooks");
        long bytes = write(folder);
        long begun = System.nanoTime();
        try (var context = new AnnotationConfigApplicationContext()) {
            context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("benchmark",
                    Map.of("firsthour.knowledge.folder", folder.toString(), "firsthour.knowledge.size", "64MB")));
            context.registerBean(Redactor.class, () -> Redactors.standard(new byte[32]));
            context.scan("dev.firsthour.knowledge");
            context.refresh();
            Runbooks runbooks = context.getBean(Runbooks.class);
            while (runbooks.isEmpty())
                TimeUnit.MILLISECONDS.sleep(5);
            System.out.printf(Locale.ROOT, "reading and indexing %d passages (%d KB): %d ms%n", FILES * SECTIONS, bytes / 1024,
                    millis(begun));
            long[] took = new long[QUESTIONS];
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < QUESTIONS; i++) {
                    Question question = new Question(words(QUESTION_WORDS), null, false);
                    long asked = System.nanoTime();
                    var _ = runbooks.search(question, 4);
                    took[i] = System.nanoTime() - asked;
                }
            }
            Arrays.sort(took);
            System.out.printf(Locale.ROOT, "a question of %d words: p50 %.1f ms, p99 %.1f ms%n", QUESTION_WORDS, took[QUESTIONS / 2] / 1e6,
                    took[QUESTIONS * 99 / 100] / 1e6);
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }

    private static long millis(long begun) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    }

    private long write(Path folder) throws IOException {
        long bytes = 0;
        for (int file = 0; file < FILES; file++) {
            StringBuilder text = new StringBuilder();
            for (int section = 0; section < SECTIONS; section++) {
                text.append("## ").append(words(4)).append('\n').append(words(WORDS)).append('\n');
            }
            Files.writeString(folder.resolve("runbook-" + file + ".md"), text);
            bytes += text.length();
        }
        return bytes;
    }

    private String words(int many) {
        // The n-th word about as often as 1/n.
        return Stream.generate(() -> vocabulary[(int) Math.min(VOCABULARY - 1.0, Math.pow(VOCABULARY, random.nextDouble()))]).limit(many)
                .collect(Collectors.joining(" "));
    }
}
