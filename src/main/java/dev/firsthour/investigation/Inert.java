package dev.firsthour.investigation;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;

/// What a model wrote, made inert: pages and chats show it as text, and nothing in it can be clicked, loaded or mistaken for something that was seen.
///
/// Images go; links show where they lead; an address, a host, a file or the object of a command that no evidence holds says so behind
/// itself, and such an address no longer works as one.
///
/// @param flagged what no evidence holds, each once
record Inert(String text, List<String> flagged) {

    private static final int MOST_FLAGGED = 20;
    static final String NOT_OBSERVED = " (not observed)";

    private static final Pattern IMAGE = Pattern.compile("!\\[([^\\]\\n]*)\\]\\([^)\\n]*\\)");
    private static final Pattern LINK = Pattern.compile("\\[([^\\]\\n]*)\\]\\(\\s*<?([^)\\s>]+)>?[^)\\n]*\\)");
    private static final Pattern TAG = Pattern
            .compile("(?i)<(/?(?:a|img|script|iframe|svg|object|embed|link|style|form|meta|base|video|audio|input|button)\\b|[!@#])");
    private static final Pattern CITATION = Pattern.compile("E\\d{1,6}");
    // A command with its arguments; an address; a host of a common ending; an IP address; a path. The longest first.
    private static final Pattern TARGET = Pattern
            .compile("((?:sudo )?\\b(?:kubectl|helm|oc|docker|podman|curl|wget|ssh|scp|psql|mysql|redis-cli|aws|gcloud|terraform|ansible|"
                    + "systemctl|chmod|chown|rm|bash|python3?|pip3?|npm|npx) +[^\\s`'\"][^\\n`;]*?)(?:[`;\\n]|[.,)]+(?:\\s|$)|$)"
                    + "|((?:https?|ftp|file|data|javascript|ssh|wss?):(?://)?[^\\s<>\"'`)\\]]+)"
                    + "|(\\b(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}[A-Za-z0-9])?\\.){1,8}(?:com|net|org|io|dev|app|xyz|info|biz|co|ru|cn|me|ai|cloud|online|site|top|sh|tk|zip|de|uk|eu|"
                    + "example|test|internal|local|corp|lan|cluster)\\b(?:/[^\\s<>\"'`)\\]]*)?)"
                    + "|(\\b[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}\\b)"
                    + "|((?:^|[\\s`'\"(])~?(?:/[A-Za-z0-9._-]{1,80}){2,20})");

    Inert { flagged = List.copyOf(flagged); }

    /// @param observed whether some evidence holds a text
    static Inert of(String text, Predicate<String> observed) {
        String plain = Outside.plain(text);
        Set<String> flagged = new LinkedHashSet<>();
        plain = replaced(IMAGE, plain, match -> {
            flagged.add("an image");
            return "(image taken out: " + match.group(1) + ")";
        });
        plain = replaced(LINK, plain, match -> CITATION.matcher(match.group(1)).matches()
                ? "[" + match.group(1) + "] (" + match.group(2) + ")"
                : match.group(1) + " (" + match.group(2) + ")");
        plain = TAG.matcher(plain).replaceAll("< $1");
        plain = replaced(TARGET, plain, match -> target(match, observed, flagged));
        return new Inert(plain, flagged.stream().limit(MOST_FLAGGED).toList());
    }

    private static String target(Matcher match, Predicate<String> observed, Set<String> flagged) {
        String whole = match.group();
        if (match.group(1) != null) {
            String command = match.group(1);
            List<String> unseen = objects(command).stream().filter(object -> !observed.test(object)).toList();
            if (unseen.isEmpty()) return whole;
            flagged.addAll(unseen);
            return defanged(command) + NOT_OBSERVED + whole.substring(command.length());
        }
        String target = whole.strip().replaceAll("^[`'\"(]+|[.,;:!?]+$", "");
        if (target.isEmpty() || observed.test(target)) return whole;
        flagged.add(target);
        int at = whole.indexOf(target);
        boolean address = match.group(5) == null;
        return whole.substring(0, at) + (address ? defanged(target) : target) + NOT_OBSERVED + whole.substring(at + target.length());
    }

    // The words of a command that name something: no flag, no verb in plain letters before the first name.
    private static List<String> objects(String command) {
        List<String> objects = new ArrayList<>();
        String[] words = command.strip().split("[\\s|]+");
        for (int i = 1; i < words.length; i++) {
            String word = words[i].startsWith("-") && words[i].indexOf('=') > 0 ? words[i].substring(words[i].indexOf('=') + 1) : words[i];
            if (word.startsWith("-") || word.length() < 3 || VERBS.contains(word)) continue;
            int slash = word.indexOf('/');
            boolean kind = slash > 0 && word.indexOf('/', slash + 1) < 0 && word.indexOf('.') < 0;
            objects.add(kind ? word.substring(slash + 1) : word);
        }
        return objects;
    }

    private static final Set<String> VERBS = Set.of("get", "set", "describe", "delete", "apply", "rollout", "undo", "restart", "status",
            "scale", "logs", "exec", "top", "edit",
            "patch", "drain", "cordon", "uncordon", "rollback", "history", "upgrade", "install", "uninstall", "list", "run", "stop",
            "start", "pull", "push",
            "deployment", "deployments", "deploy", "pod", "pods", "service", "services", "svc", "node", "nodes", "configmap", "secret",
            "namespace", "statefulset",
            "daemonset", "job", "events", "image", "and", "the", "then", "for", "with", "from", "sudo", "kubectl", "helm", "plan", "pause",
            "resume");

    private static String defanged(String address) {
        return address.replaceFirst("(?i)http(s?)://", "hxxp$1://").replaceFirst("(?i)(javascript|data|file|ftp|wss?):", "$1[:]")
                .replaceAll("(?<=[A-Za-z0-9])\\.(?=[A-Za-z]{2})", "[.]");
    }

    private interface Replacing {
        String of(Matcher match);
    }

    private static String replaced(Pattern pattern, String text, Replacing with) {
        Matcher match = pattern.matcher(text);
        StringBuilder copy = new StringBuilder(text.length());
        int done = 0;
        while (match.find()) {
            copy.append(text, done, match.start()).append(with.of(match));
            done = match.end();
        }
        return copy.append(text, done, text.length()).toString();
    }
}
