package dev.firsthour.diagnosis;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;

class LogTemplatesTest {

    private final LogTemplates templates = new LogTemplates();

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', value = {
            "waited 35 of 60 rounds~waited <number> of <number> rounds",
            "waited 35ms, then 1.5s~waited <duration>, then <duration>",
            "sent 12.5KB in 3 parts~sent <size> in <number> parts",
            "no route to 10.1.2.3 by 10.1.2.4:8080~no route to <ip> by <address>",
            "no route to db-3.shop.example:5432~no route to <address>",
            "opened /etc/mill/stones.conf twice~opened <path> twice",
            "fetched https://mill.example/flour?kind=rye in vain~fetched <url> in vain",
            "at 2026-03-01T12:00:00.123Z the wheel stopped~at <time> the wheel stopped",
            "since Sat Jun 18 02:08:10 2005 nothing came~since <time> nothing came",
            "block blk_-77123 lost~block <id> lost",
            "object Wheel@1a2b3c4d lost~object Wheel@<hex> lost",
            "order 0b23bd3e-876a-4af3-b920-c50a90c90b04 paid~order <uuid> paid",
            "flags 0x1F set, ready=true~flags <hex> set, ready=<boolean>",
            "mail to anna@mill.example bounced~mail to <email> bounced",
            "mail to email-caefbfe0 bounced~mail to <id> bounced",
            "mail to email-3fae12b4 bounced~mail to <id> bounced",
            "mail to email-caefbfea bounced~mail to <id> bounced",
            "host=\"grey mill\" is down~host=\"<text>\" is down",
            "\"GET /flour/7?x=1 HTTP/1.1\" 200~\"GET <path>\" <number>",
            "node worker-12 joined over ssh2~node <id> joined over ssh2",
            "X509Certificate of the mill~X509Certificate of the mill",
            "open for <1 sec, or 2~open for <duration>, or <number>"})
    void aValueIsTakenOutByItsForm(String message, String template) {
        assertThat(templates.text(templates.learn(message))).isEqualTo(template);
    }

    @Test
    void verbsStayTextAndNamesBecomeOneValue() {
        var numbers = new ArrayList<Integer>();
        for (String name : List.of("anna", "bela", "carl", "dora", "emil", "fred", "gita")) {
            numbers.add(templates.learn("Failed password for " + name + " from 10.0.0.7 port 22"));
        }
        int opened = templates.learn("The gate of the mill was opened by hand");
        int closed = templates.learn("The gate of the mill was closed by hand");

        assertThat(numbers.stream().map(templates::resolve).distinct()).hasSize(1);
        assertThat(templates.text(numbers.getFirst())).isEqualTo("Failed password for <value> from <ip> port <number>");
        assertThat(templates.resolve(opened)).isNotEqualTo(templates.resolve(closed));
    }

    @Test
    void whatFollowsAnEqualsSignIsAValueFromTheSecondOneOn() {
        int first = templates.learn("login tty=ssh user=anna");
        assertThat(templates.text(first)).isEqualTo("login tty=ssh user=anna");

        int second = templates.learn("login tty=ssh user=bela");

        assertThat(templates.resolve(second)).isEqualTo(templates.resolve(first));
        assertThat(templates.text(first)).isEqualTo("login tty=ssh user=<value>");
    }

    @Test
    void listsOfAnyLengthAreOneTemplate() {
        int two = templates.learn("route is [rye, oats] today");
        int four = templates.learn("route is [rye, oats, wheat, maize] today");

        assertThat(templates.resolve(two)).isEqualTo(templates.resolve(four));
        assertThat(templates.text(two)).isEqualTo("route is [<value>] today");
    }

    @Test
    void aSizeWhoseUnitVariesIsOneValue() {
        templates.learn("stored (size 384.0 B) in memory");
        int number = templates.learn("stored (size 2.0 KB) in memory");

        assertThat(templates.text(number)).isEqualTo("stored (size <size>) in memory");
    }

    @Test
    void theSameWordsFromTwoPlacesInTheCodeStayTwoTemplates() {
        int one = templates.learnLine("12:00:00.001 INFO  c.m.Mill#31 done");
        int other = templates.learnLine("12:00:00.002 INFO  c.m.Mill#77 done");

        assertThat(templates.resolve(one)).isNotEqualTo(templates.resolve(other));
        assertThat(templates.text(one)).isEqualTo("done");
    }

    @Test
    void noiseWithoutTemplatesStaysWithinItsBounds() {
        var chance = new Random(3);
        for (int i = 0; i < 60_000; i++) {
            var line = new StringBuilder();
            for (int word = 0; word < 3 + chance.nextInt(9); word++) {
                line.append(Long.toString(chance.nextLong(Long.MAX_VALUE), 36).replaceAll("[0-9]", "q"))
                        .append(chance.nextBoolean() ? ", " : " ");
            }
            templates.learn(line.toString());
        }
        assertThat(templates.size()).isLessThanOrEqualTo(20_000);
    }

    @Property(tries = 300)
    void anyTextHasATemplate(@ForAll @StringLength(max = 400) String message) {
        var miner = new LogTemplates();
        int number = miner.learnLine(message);
        assertThat(miner.learnLine(message)).satisfies(again -> assertThat(miner.resolve(again)).isEqualTo(miner.resolve(number)));
        assertThat(miner.text(number)).isNotNull();
    }

    @Property(tries = 60)
    void theOrderOfTheLinesDoesNotChangeTheGroups(@ForAll long seed) {
        var lines = new ArrayList<String>();
        var chance = new Random(11);
        List<String> names = List.of("anna", "bela", "carl", "dora", "emil", "fred", "gita", "hans");
        for (int i = 0; i < 120; i++) {
            lines.add(switch (chance.nextInt(4)) {
                case 0 -> "user " + names.get(chance.nextInt(8)) + " took " + chance.nextInt(90) + " sacks";
                case 1 -> "wheel " + chance.nextInt(4) + " turns at speed=" + names.get(chance.nextInt(3));
                case 2 -> "the mill of " + names.get(chance.nextInt(8)) + " stands still";
                default -> "no wind";
            });
        }
        assertThat(groups(lines, new Random(seed))).isEqualTo(groups(lines, null));
    }

    private static Set<Set<Integer>> groups(List<String> lines, @org.jspecify.annotations.Nullable Random shuffle) {
        var order = new ArrayList<Integer>();
        for (int i = 0; i < lines.size(); i++) {
            order.add(i);
        }
        if (shuffle != null) Collections.shuffle(order, shuffle);
        var miner = new LogTemplates();
        int[] numbers = new int[lines.size()];
        order.forEach(index -> numbers[index] = miner.learn(lines.get(index)));
        return order.stream().collect(Collectors.groupingBy(index -> miner.resolve(numbers[index]), Collectors.toSet())).values().stream()
                .collect(Collectors.toSet());
    }
}
