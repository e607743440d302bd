package dev.firsthour.diagnosis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/// Reads one hunk: pairs lines, then looks at what only one side holds.
final class HunkReading {

    private static final Pattern GUARD = Pattern
            .compile("\\b(if|unless|assert|require|guard|when|while)\\b|\\?\\?|\\?\\.|\\|\\||\\s\\?\\s");
    private static final Pattern NULL_TEST = Pattern.compile(
            "(==|!=|===|!==|\\bis\\b|\\bis not\\b)\\s*(nil|null|None|undefined|NULL)\\b|Optional|\\?\\.|\\?\\?|isNull|nonNull|hasattr|\\.get\\(|isPresent",
            0);
    private static final Pattern SQL = Pattern
            .compile("(?i)\\b(select\\b.{1,200}\\bfrom|insert\\s+into|update\\s+\\w+\\s+set|delete\\s+from)\\b");
    private static final Pattern DDL = Pattern
            .compile(
                    "(?i)\\b(alter\\s+table|create\\s+(unique\\s+)?(index|table)|drop\\s+(table|column)|add\\s+column|rename\\s+column)\\b");
    private static final Pattern DROP_INDEX = Pattern.compile("(?i)\\bdrop\\s+index\\b|remove_index|drop_index");
    private static final Pattern LOOP = Pattern.compile("\\b(for|while|forEach|each|foreach)\\b|\\.map\\(|\\.forEach\\(");
    private static final Pattern REMOTE = Pattern.compile(
            "(?i)(?!request_?id|\\w*_id\\b)(query|execute|exec|fetch|find|load|select|putitem|getitem|putobject|getobject|publish|produce|post|request|invoke|rpc|"
                    + "redis|mongo|dynamo|httpclient|urlopen|sendmessage|send)\\w*\\s*\\(|\\b(db|client|http|repo|repository|catalog|stub|"
                    + "dao|session|conn|store|api)\\.\\w+\\s*\\(");
    /// A resource that its block gives back by itself.
    private static final Pattern SCOPED = Pattern
            .compile("\\btry\\s*\\(|\\busing\\s*\\(|\\bwith\\s+\\w[\\w.]*\\(.*\\bas\\b|\\bdefer\\b|\\.use\\s*\\{");
    private static final Pattern ADDRESS = Pattern
            .compile(
                    "[a-z][a-z0-9+]*://[^\\s\"']+|\\b(?:[a-z0-9-]+\\.)+(?:com|net|org|io|dev|cloud|local|internal|svc)\\b|\\b\\d{1,3}(?:\\.\\d{1,3}){3}\\b"
                            + "|(?i)\\b(?:host|hostname|region|endpoint|url|uri|port|addr|address|dsn|broker)s?[\"']?\\s*[:=]");
    /// A line of configuration: a key, or an element of a list.
    private static final Pattern ENTRY = Pattern.compile("[-\\s\"']*[A-Za-z_][\\w./-]*[\"']?\\s*(?:[=:].*)?");
    /// A check whether a call failed, which passes the failure on.
    private static final Pattern FAILED = Pattern.compile("\\berr\\w*\\b\\s*(!=|==)\\s*(nil|null|None)");
    /// How sure it is that something is gone where a new call stands in its place.
    private static final double MOVED = 0.7;
    /// What a matter counts that changed lines speak of without changing the words for it.
    private static final double ABOUT = 0.9;
    /// Defaults are mostly lower than what somebody took the trouble to set.
    private static final double UNSET = 0.9;
    private static final Pattern PROSE = Pattern.compile("[\"'`].*\\s.*[\"'`]");
    private static final Pattern CREDENTIAL = Pattern
            .compile(
                    "(?i)secret|password|passwd|credential|api.?key|private.?key|\\brole\\b|policy|permission|\\biam\\b|scope|audience|issuer|jwks|cert|\\baud\\b|\\biss\\b|\\bkid\\b|claims?\\b|_auth\\b|\\bauth_");
    private static final Pattern TYPE_WORD = Pattern.compile(
            "\\b(u?int(8|16|32|64)?|long|short|byte|float(32|64)?|double|decimal|bigint|smallint|integer|varchar|text|string|String|number|boolean|bool"
                    + "|uuid|timestamp|date)\\b");
    private static final Pattern SWITCH = Pattern.compile("\\b(true|false|on|off|yes|no|enabled|disabled|True|False)\\b");
    /// A collection that outlives the call it is filled in.
    private static final Pattern KEPT = Pattern
            .compile("^[A-Z][A-Z0-9_]+\\s*=\\s*(\\[\\]|\\{\\}|dict\\(|list\\(|set\\(|defaultdict|collections)"
                    + "|\\b(static|private|protected|public|val|final|global|lateinit)\\b.*\\b(Map|List|Set|Queue|Dictionary|Vec|HashMap|ArrayList|Deque)\\b.*(=|\\()"
                    + "|^(var|let|const)\\s+\\w+\\s*=\\s*(map\\[|new (Map|Set|Array)|make\\(map|\\[\\]|\\{\\})|^(this|self|@)\\.?\\w+\\s*=\\s*(\\[\\]|\\{\\}|new (Map|Set))");
    private static final Pattern GROWS = Pattern
            .compile("\\b(append|add|push|put|insert|set|offer|remember|computeIfAbsent|setdefault)\\w*\\s*\\(|\\]\\s*=(?!=)|<<");
    private static final Pattern WITHIN = Pattern
            .compile("([A-Za-z_][A-Za-z_ .-]*?)?\\s*[=:]?\\s*([0-9][0-9.]*[A-Za-z%]{0,2})(?![A-Za-z0-9])");
    private static final Pattern HOLDS_SETTINGS = Pattern.compile("^[\"'`0-9-]|[=\\s]");
    private static final Pattern LEVEL = Pattern.compile("(?i)[\"']?(trace|debug|info|warn|warning|error)[\"']?");
    private static final List<String> LEVELS = List.of("trac", "debu", "info", "warn", "erro");
    private static final Set<String> CACHE_LIFE = Set.of("ttl", "cache", "cach", "maxage", "max_age", "lifetime", "expiry", "expire",
            "stale",
            "freshness");
    /// Words that say by how they begin or end that they bound something: `maxmemory`, `xmx`, `ulimit`.
    private static final Pattern BOUNDING = Pattern.compile("^(max|min|xm[sxn]|xss)|(size|limit|quota|capacity)$");
    private static final Set<String> THRESHOLD_WORDS = Set.of("threshold", "failure", "ratio", "percentage", "percent", "tolerance",
            "success",
            "unhealthy",
            "healthy", "sensitivity", "confidence", "score");
    private static final Set<String> UNIT_WORDS = Set.of("second", "minute", "hour", "day", "millisecond");
    private static final Set<String> RATE_WORDS = Set.of("rate", "limit", "rate_limiting", "quota", "throttl", "throttle", "burst", "per",
            "bucket");
    private static final Set<String> PROBE_WORDS = Set.of("probe", "liveness", "readiness", "startup", "health", "healthcheck",
            "initial_delay_second",
            "failure_threshold", "stabilization");
    private static final Set<String> LIMIT_WORDS = Set.of("max", "maximum", "min", "minimum", "limit", "pool", "size", "conn", "connection",
            "worker", "thread", "concurrency", "parallelism", "memory", "mem", "cpu", "replica", "capacity", "quota", "heap", "rate",
            "burst",
            "queue", "buffer", "batch", "depth", "prefetch", "partition", "request", "slot", "instance", "storage", "cache", "byte",
            "length", "chunk", "window", "fetch", "inflight", "backlog", "budget", "weight", "cap", "tenant", "throttl", "bucket",
            "quantity",
            "handle", "file", "socket", "session", "process", "task", "consumer", "executor", "shard", "page");
    private static final Set<String> TIME_WORDS = Set.of("timeout", "deadline", "ttl", "interval", "idle", "backoff", "period", "expiry",
            "expir", "expiration", "leeway", "delay", "grace", "duration", "wait", "age", "lifetime", "second", "millisecond", "ms",
            "retention",
            "skew", "cooldown", "hour", "minute", "day");
    private static final Set<String> RETRY_WORDS = Set.of("retry", "retrie", "attempt", "attempts", "maxattempt", "maxretry");
    private static final Set<String> BATCH_WORDS = Set.of("batch", "bulk", "chunk", "pipelin", "pipeline", "multi", "group", "buffer");
    private static final Set<String> CACHE_WORDS = Set.of("cache", "cach", "memoize", "memo", "lru", "ttlcache");
    private static final Set<String> RELEASE_WORDS = Set.of("close", "clos", "release", "releas", "defer", "dispose", "free", "unlock",
            "rollback",
            "finally", "done", "shutdown", "cleanup", "return_to_pool", "putback", "cancel", "stop", "disconnect", "unsubscribe");
    private static final Set<String> BOUND_WORDS = Set.of("evict", "ttl", "expire", "maxsize", "limit", "truncate", "trim", "prune",
            "purge",
            "maxentry", "lru", "cap", "bound", "page", "paginate", "pagination", "offset", "rotate", "retention");
    private static final Set<String> TOLERANCE_WORDS = Set.of("leeway", "skew", "grace", "tolerance", "slack", "lenient", "epsilon",
            "margin",
            "jitter", "drift", "clockskew");
    private static final Set<String> FALLBACK_WORDS = Set.of("fallback", "default", "recover", "rescue", "orelse", "getordefault",
            "circuit",
            "breaker", "circuitbreaker", "failover", "secondary", "catch", "except");
    private static final Set<String> LOCK_WORDS = Set.of("lock", "mutex", "synchronized", "synchroniz", "semaphore", "for_update",
            "exclusive",
            "serializable", "rlock", "wlock");
    /// Words that say how code runs: where one comes or goes, it runs otherwise.
    private static final Set<String> CONTROL = Set.of("await", "defer", "synchronized", "select", "go", "async", "yield", "volatile",
            "finally", "using", "with", "Lock", "Unlock", "lock", "unlock", "Done", "unwrap", "expect", "sleep", "Sleep");
    private static final Pattern FAILURE_LINE = Pattern.compile("\\b(err|error|Error|Errorf|errors|throw|raise|exception)\\b");
    /// Files of programs, which a compiler or its tests have read whole; what is not one of them, a wrong name breaks at run time only.
    private static final Pattern CODE = Pattern.compile(
            "\\.(go|java|kt|kts|scala|rs|c|cc|cpp|h|hpp|cs|ts|tsx|js|jsx|mjs|py|rb|php|swift|ex|exs|clj|fs|dart|vue|lua)$|^$");
    private static final Pattern DECLARES = Pattern
            .compile(
                    "^\\s*((export|public|private|protected|static|async|override|pub|internal|default)\\s+)*(func|def|fn|fun|function|class|type|struct|record|interface)\\b");
    private static final Pattern DECLARED = Pattern
            .compile(
                    "\\b(?:let|var|const|final|val|auto)\\s+(?:mut\\s+)?[\\w, {}()]+|^[\\w, ]+(?=\\s*:?=(?!=))|\\bif [\\w, ]+(?=\\s*:=)|^\\s*(?:for|with)\\b.*?(?=\\bin\\b|:=)");
    private static final Pattern SCHEMA = Pattern.compile("(?i)\\.(proto|thrift|fbs|capnp)$|^$");
    private static final Pattern LOGIC = Pattern.compile("\\b(and|or|not)\\b|&&|\\|\\|");
    /// What opens a connection, or makes a client that will.
    private static final Pattern OPENS = Pattern.compile(
            "http\\.(Client|Transport)\\{|\\bnew \\w*(Client|Connection|Producer|DataSource|Socket)\\(|\\b(New|create_?|build_?)\\w*(Client|client|Connection|connection|engine)\\(|\\bDial\\w*\\(|DriverManager|requests\\.Session\\(|MongoClient\\(|redis\\.Redis\\(");
    private static final Pattern KEY_MAKER = Pattern
            .compile("(?i)(\\b|_|cache)key(s|_?for|_?of)?\\s*\\(|\\bkeys?\\.\\w+$|def \\w*_key|\\w+Key\\(");
    private static final Pattern JOINS = Pattern.compile("\\+|\\$\\{|f\"|f'|(?i)format|sprintf|concat|join");
    private static final Pattern WIRE_FIELD = Pattern
            .compile(
                    "(?:(?:optional|repeated|required)\\s+)?[\\w.<>, ]+\\s+(\\w+)\\s*=\\s*(\\d+)\\s*(?:\\[.*\\])?;|(\\d+)\\s*:\\s*(?:optional|required)?\\s*[\\w.<>, ]+\\s+(\\w+)\\s*[,;]?");
    private static final Set<String> BLOCKING_WORDS = Set.of("sleep", "blocking", "synchronou", "synchronous", "fsync");

    private final Hunk hunk;
    private final List<CodeLine> removed;
    private final List<CodeLine> added;
    private final List<CodeLine> changed;
    private final List<CodeLine> come;
    private final boolean dependency;
    private final List<Effect> effects = new ArrayList<>();
    private final Set<String> words = new LinkedHashSet<>();
    private final Set<String> near = new LinkedHashSet<>();
    private boolean delegates;
    /// The quantity that is being read of, while one is.
    private boolean moved;
    private double was;
    private double is;
    private final Set<String> everAdded = new HashSet<>();
    private final Set<String> everRemoved = new HashSet<>();

    HunkReading(Hunk hunk, List<Hunk> all, boolean dependency) {
        this.hunk = hunk;
        this.dependency = dependency;
        removed = new ArrayList<>(hunk.removed());
        added = new ArrayList<>(hunk.added());
        removed.removeIf(line -> added.remove(same(added, line)));
        changed = Stream.concat(removed.stream(), added.stream()).filter(line -> !line.isLogging()).toList();
        come = List.copyOf(added);
        near.addAll(Vocabulary.words(hunk.heading()));
        Stream.of(hunk.context(), hunk.removed(), hunk.added()).flatMap(List::stream)
                .forEach(line -> near.addAll(Vocabulary.words(line.text())));
        for (Hunk one : all) {
            one.added().forEach(line -> everAdded.addAll(line.tokens()));
            one.context().forEach(line -> everAdded.addAll(line.tokens()));
            one.removed().forEach(line -> everRemoved.addAll(line.tokens()));
            one.context().forEach(line -> everRemoved.addAll(line.tokens()));
        }
    }

    private static @Nullable CodeLine same(List<CodeLine> lines, CodeLine line) {
        for (CodeLine other : lines) {
            if (other.tokens().equals(line.tokens())) return other;
        }
        return null;
    }

    List<Effect> effects() {
        return effects;
    }

    /// The words of what is not the same on both sides.
    Set<String> words() {
        return words;
    }

    void read() {
        delegates = added.stream()
                .anyMatch(line -> line.calls().stream().anyMatch(call -> !everRemoved.contains(call) && !CodeLine.isKeyword(call)));
        reordered();
        if (restates()) return;
        pairLines();
        onlyOnOneSide();
        quantities();
        numbersOnTheWire();
        keys();
        if (holds(added, OPENS) && !holds(hunk.removed(), OPENS)) {
            says(Effect.Kind.RELEASE_REMOVED, new LinkedHashSet<>(), added, "opens a connection of its own each time");
        }
        removedWords();
        addedWords();
        namesGone();
        dependencies();
        topics();
    }

    /// The same lines in another order: what is done while a lock is held, or before a check, is another thing then.
    private void reordered() {
        if (!removed.isEmpty() || !added.isEmpty() || hunk.removed().isEmpty()) return;
        Set<String> about = new LinkedHashSet<>();
        hunk.removed().forEach(line -> about.addAll(Vocabulary.words(line.text())));
        words.addAll(about);
        boolean locks = hasAny(about, LOCK_WORDS);
        String says = "does the same in another order, as in '" + hunk.added().getFirst().text() + "'";
        add(locks ? Effect.Kind.LOCK_ADDED : Effect.Kind.CONDITION_CHANGED, about, "", "", locks ? 1 : MOVED, says);
    }

    /// Whether the hunk says the same in other words: every removed line is said again or handed to what is called in its place, and no
    /// added line brings a value, a control word or a call of its own in. What refactorings do to code follows Fowler's catalogue
    /// (extract and inline function, extract variable, rename); compilers see to it that they are complete.
    private boolean restates() {
        if (removed.isEmpty() && added.isEmpty()) return !effects.isEmpty();
        if (dependency || hunk.removed().isEmpty() || hunk.added().isEmpty() || !CODE.matcher(hunk.file()).find()) return false;
        if (loops(added) > loops(removed)) return false;
        if (logic(added).stream().anyMatch(sign -> !logic(removed).contains(sign))) return false;
        if (holds(added, OPENS) && !holds(hunk.removed(), OPENS)) return false;
        // One call for another is no extraction, which makes one of many lines: it is another call.
        if (removed.size() == 1 && added.size() == 1 && !isRestated(removed.getFirst(), everAdded)
                && !declared(removed).containsAll(onlyNames(removed.getFirst(), everAdded))) {
            return false;
        }
        Set<String> own = declared(removed);
        own.addAll(declared(added));
        return removed.stream().allMatch(line -> isSaidAgain(line, own)) && added.stream().allMatch(line -> bringsNothing(line, own));
    }

    private static Set<String> onlyNames(CodeLine line, Set<String> other) {
        var only = new HashSet<String>();
        for (String token : line.tokens()) {
            if (Character.isLetter(token.charAt(0)) && !CodeLine.isKeyword(token) && !other.contains(token)) only.add(token);
        }
        return only;
    }

    private static boolean holds(List<CodeLine> lines, Pattern pattern) {
        return lines.stream().anyMatch(line -> pattern.matcher(line.text()).find());
    }

    /// The words and signs that join conditions.
    private static Set<String> logic(List<CodeLine> lines) {
        var logic = new HashSet<String>();
        for (CodeLine line : lines) {
            Matcher matcher = LOGIC.matcher(line.text());
            while (matcher.find()) {
                logic.add(matcher.group());
            }
        }
        return logic;
    }

    private static long loops(List<CodeLine> lines) {
        return lines.stream().filter(line -> LOOP.matcher(line.text()).find()).count();
    }

    private boolean isSaidAgain(CodeLine line, Set<String> own) {
        if (line.isLogging()) return true;
        boolean failure = line.text().matches(".*\\b(err|error|Error|Errorf|errors|throw|raise|exception)\\b.*");
        boolean guard = GUARD.matcher(line.text()).find() && !failure;
        if (guard && !isRestated(line, everAdded)) {
            if (!isGuardRestated(line)) return false;
        } else if (guard && hunk.added().stream().noneMatch(one -> GUARD.matcher(one.text()).find() && one.signs().equals(line.signs()))) {
            return false;
        }
        for (String token : line.tokens()) {
            if (everAdded.contains(token) || CodeLine.isKeyword(token) || own.contains(token)) continue;
            if (CONTROL.contains(token)) return false;
            boolean text = "\"'`".indexOf(token.charAt(0)) >= 0;
            if (text ? !PROSE.matcher(token).matches() && token.length() > 2 : CodeLine.isNumber(token)) {
                if (!failure && !guard) return false;
            } else if (Character.isLetter(token.charAt(0)) && (!delegates || CodeLine.isValueName(token))) {
                return false;
            }
        }
        return true;
    }

    private boolean bringsNothing(CodeLine line, Set<String> own) {
        if (line.isLogging()) return true;
        boolean failure = FAILURE_LINE.matcher(line.text()).find();
        List<String> called = line.calls();
        for (String token : line.tokens()) {
            if (everRemoved.contains(token) || CodeLine.isKeyword(token) || own.contains(token)) continue;
            if (CONTROL.contains(token)) return false;
            boolean text = "\"'`".indexOf(token.charAt(0)) >= 0;
            if (text ? !PROSE.matcher(token).matches() && !isQuotedBefore(token) : CodeLine.isNumber(token)) return false;
            if (Character.isLetter(token.charAt(0)) && !failure && !called.contains(token) && !DECLARES.matcher(line.text()).find()
                    && (CodeLine.isValueName(token) || !line.leadsOn(token))) {
                return false;
            }
        }
        boolean newCall = called.stream().anyMatch(call -> !everRemoved.contains(call));
        return !(newCall && REMOTE.matcher(line.text()).find() && everRemoved.stream().noneMatch(HunkReading::isRemoteName));
    }

    /// Whether what a quotation says stood inside the removed lines already.
    private boolean isQuotedBefore(String token) {
        String said = token.substring(1, token.length() - 1);
        return !said.isEmpty() && hunk.removed().stream().anyMatch(line -> line.text().contains(said));
    }

    /// The names that lines declare: variables, parameters and functions of their own.
    private static Set<String> declared(List<CodeLine> lines) {
        var declared = new HashSet<String>();
        for (CodeLine line : lines) {
            Matcher matcher = DECLARED.matcher(line.text());
            while (matcher.find()) {
                for (String name : matcher.group().split("[^A-Za-z0-9_]+")) {
                    declared.add(name);
                }
            }
            Matcher called = CodeLine.CALL.matcher(line.text());
            if (DECLARES.matcher(line.text()).find() && called.find()) declared.add(called.group(1));
        }
        return declared;
    }

    /// Times and sizes with their unit that only one side holds, wherever they stand: a constant may be given its value elsewhere.
    private void quantities() {
        Map<Boolean, List<CodeLine>> old = quantified(removed);
        Map<Boolean, List<CodeLine>> now = quantified(added);
        for (boolean time : List.of(true, false)) {
            List<CodeLine> before = old.getOrDefault(time, List.of());
            List<CodeLine> after = now.getOrDefault(time, List.of());
            if (before.size() != 1 || after.size() != 1) continue;
            double was = Quantities.amount(before.getFirst());
            double is = Quantities.amount(after.getFirst());
            if (was == is) continue;
            Set<String> line = new LinkedHashSet<>(Vocabulary.words(before.getFirst().text()));
            line.addAll(Vocabulary.words(after.getFirst().text()));
            if (time) line.add("duration");
            numberChanged(before.getFirst(), after.getFirst(), line, Quantities.matched(before.getFirst()),
                    Quantities.matched(after.getFirst()), was, is);
        }
    }

    private static Map<Boolean, List<CodeLine>> quantified(List<CodeLine> lines) {
        var byDimension = new HashMap<Boolean, List<CodeLine>>();
        for (CodeLine line : lines) {
            if (Quantities.AMOUNT.matcher(line.text()).find())
                byDimension.computeIfAbsent(Quantities.isTime(line), _ -> new ArrayList<>()).add(line);
        }
        return byDimension;
    }

    /// The numbers by which fields go in messages (protocol buffers, Thrift): to change one is to make another field of it.
    private void numbersOnTheWire() {
        if (!SCHEMA.matcher(hunk.file()).find()) return;
        var before = fieldNumbers(hunk.removed());
        fieldNumbers(hunk.added()).forEach((field, number) -> {
            String was = before.get(field);
            if (was == null || was.equals(number)) return;
            Set<String> about = new LinkedHashSet<>(Vocabulary.words(field));
            about.addAll(raw(field));
            words.addAll(about);
            add(Effect.Kind.FORMAT_CHANGED, about, field, field,
                    "gives the field " + field + " the number " + number + " on the wire, which was " + was);
        });
    }

    private static Map<String, String> fieldNumbers(List<CodeLine> lines) {
        var numbers = new HashMap<String, String>();
        for (CodeLine line : lines) {
            Matcher matcher = WIRE_FIELD.matcher(line.text());
            if (matcher.matches())
                numbers.put(matcher.group(1) == null ? matcher.group(4) : matcher.group(1),
                        matcher.group(2) == null ? matcher.group(3) : matcher.group(2));
        }
        return numbers;
    }

    /// What a list of dependencies holds on one side only: something was put in the place of something else, or left out.
    private void dependencies() {
        if (!dependency) return;
        for (CodeLine line : removed) {
            words.addAll(Vocabulary.words(line.text()));
            add(Effect.Kind.DEPENDENCY_CHANGED, Vocabulary.words(line.text()), "", "", "no longer builds on '" + line.text() + "'");
        }
    }

    /// Literals and paths that nothing names any more: others may still go by them.
    private void namesGone() {
        for (CodeLine line : removed) {
            if (line.isLogging()) continue;
            for (String token : line.tokens()) {
                if (token.length() < 5 || "\"'`".indexOf(token.charAt(0)) < 0 || token.indexOf(' ') >= 0) continue;
                if (everAdded.contains(token) || (!Character.isLetter(token.charAt(1)) && token.charAt(1) != '/')) continue;
                add(Effect.Kind.NAME_GONE, Vocabulary.words(token), token, "", "takes the name " + token + " away");
            }
        }
    }

    /// What the tokens that only one side holds are about.
    private void topics() {
        List<CodeLine> old = hunk.removed().stream().filter(line -> !line.isLogging()).toList();
        List<CodeLine> now = hunk.added().stream().filter(line -> !line.isLogging()).toList();
        String gone = onlyText(old, hunk.added());
        String come = onlyText(now, hunk.removed());
        for (Topic topic : Topic.ALL) {
            boolean out = topic.pattern().matcher(gone).find();
            boolean in = topic.pattern().matcher(come).find();
            boolean holds = switch (topic.side()) {
                case GONE -> out && !in;
                case COME -> in && !out;
                case EITHER -> (out || in) && !gone.equals(come);
            };
            // What stands on the changed lines themselves, though on both sides, is what they are about all the same.
            boolean about = topic.side() == Topic.Side.EITHER
                    && changed.stream().anyMatch(one -> topic.pattern().matcher(one.text()).find());
            if (!holds && !about) continue;
            List<CodeLine> where = out || about ? old : now;
            CodeLine line = where.stream().filter(one -> topic.pattern().matcher(one.text()).find()).findFirst().orElse(null);
            String text = line == null ? (out ? gone : come).strip() : line.text();
            add(topic.kind(), Vocabulary.words(gone + " " + come), out ? gone.strip() : "", in ? come.strip() : "",
                    holds ? topic.sure() : ABOUT * topic.sure(),
                    topic.says() + ", as in '" + text + "'");
        }
    }

    /// What a function that makes keys puts into them.
    private void keys() {
        if (!KEY_MAKER.matcher(hunk.heading() + " " + hunk.file()).find()
                && hunk.context().stream().noneMatch(line -> KEY_MAKER.matcher(line.text()).find())) {
            return;
        }
        for (CodeLine line : come) {
            if (!JOINS.matcher(line.text()).find() || isRestated(line, everRemoved)) continue;
            Set<String> about = new LinkedHashSet<>(Vocabulary.words(line.text()));
            about.add("cache");
            add(Effect.Kind.KEYING_CHANGED, about, "", line.text(), "changes by which key things are found: " + line.text());
            return;
        }
    }

    private static String onlyText(List<CodeLine> lines, List<CodeLine> others) {
        var known = new HashMap<String, Integer>();
        others.forEach(line -> line.tokens().forEach(token -> known.merge(token, 1, Integer::sum)));
        var text = new StringBuilder();
        for (CodeLine line : lines) {
            for (String token : line.tokens()) {
                if (known.merge(token, -1, Integer::sum) < 0) text.append(' ').append(token);
            }
        }
        return text.toString();
    }

    boolean preserving() {
        // What is left counts: a refactoring keeps its literals and what it calls, and merely names and arranges them anew.
        return effects.stream().allMatch(effect -> effect.kind() == Effect.Kind.REMOTE_CALL_ADDED);
    }

    /// Pairs lines that differ in a single token, or in what one key is set to, and says what that was.
    private void pairLines() {
        for (CodeLine old : List.copyOf(removed)) {
            for (CodeLine now : List.copyOf(added)) {
                int differs = singleDifference(old, now);
                if (differs >= 0) {
                    pair(old, now, old.tokens().get(differs), now.tokens().get(differs));
                } else if (quantityChanged(old, now) || countedOtherwise(old, now)) {
                    words.addAll(Vocabulary.words(old.text()));
                } else if (!sameKey(old, now)) {
                    continue;
                } else if (!entriesGone(old, now)) {
                    pair(old, now, old.value(), now.value());
                }
                removed.remove(old);
                added.remove(now);
                break;
            }
        }
    }

    /// Lines that differ in one stretch, which is a quantity on both sides: `8 * time.Second` and `400 * time.Millisecond`.
    private boolean quantityChanged(CodeLine old, CodeLine now) {
        List<String> before = old.tokens();
        List<String> after = now.tokens();
        int shorter = Math.min(before.size(), after.size());
        int head = 0;
        while (head < shorter && before.get(head).equals(after.get(head))) {
            head++;
        }
        int tail = 0;
        while (tail < shorter - head && before.get(before.size() - 1 - tail).equals(after.get(after.size() - 1 - tail))) {
            tail++;
        }
        // A factor belongs to the number before it, and a number to the call that says its unit.
        while (head > 0 && (CodeLine.isNumber(before.get(head - 1)) || (head < before.size() && before.get(head).equals("(")))) {
            head--;
        }
        if (head + tail == 0 || before.size() - tail <= head || after.size() - tail <= head) return false;
        List<String> from = before.subList(head, before.size() - tail);
        List<String> to = after.subList(head, after.size() - tail);
        double much = Quantities.quantity(from);
        double then = Quantities.quantity(to);
        if (Double.isNaN(much) || Double.isNaN(then) || much == then) return false;
        Set<String> line = new LinkedHashSet<>(Vocabulary.words(old.text()));
        line.addAll(Vocabulary.words(now.text()));
        boolean unit = from.stream().anyMatch(token -> Quantities.UNITS.containsKey(Quantities.unit(token)))
                || to.stream().anyMatch(token -> Quantities.UNITS.containsKey(Quantities.unit(token)));
        if (unit) line.add("duration");
        numberChanged(old, now, line, String.join(" ", from), String.join(" ", to), much, then);
        return true;
    }

    /// Lines that are the same but for signs and small numbers: the same reckoning, off by one.
    private boolean countedOtherwise(CodeLine old, CodeLine now) {
        List<String> kept = old.tokens().stream().filter(CodeLine::isName).toList();
        if (kept.isEmpty() || !kept.equals(now.tokens().stream().filter(CodeLine::isName).toList())) return false;
        String before = old.signs();
        String after = now.signs();
        if (before.equals(after)) return false;
        add(Effect.Kind.CONDITION_CHANGED, Vocabulary.words(old.text()), before, after, "reckons otherwise in " + now.text());
        return true;
    }

    private static boolean sameKey(CodeLine old, CodeLine now) {
        Matcher before = CodeLine.SETTING.matcher(old.text());
        Matcher after = CodeLine.SETTING.matcher(now.text());
        return before.matches() && after.matches() && before.group(1).equals(after.group(1));
    }

    /// A list that merely lost some of what stood in it.
    private boolean entriesGone(CodeLine old, CodeLine now) {
        List<String> gone = old.tokens().stream().filter(token -> !now.tokens().contains(token)).toList();
        boolean come = now.tokens().stream().anyMatch(token -> !old.tokens().contains(token));
        if (gone.isEmpty() || come) return false;
        gone.forEach(token -> entryRemoved(token, old));
        return true;
    }

    private void entryRemoved(String token, CodeLine line) {
        Set<String> gone = new LinkedHashSet<>(Vocabulary.words(token));
        gone.addAll(raw(token));
        words.addAll(gone);
        add(Effect.Kind.ENTRY_REMOVED, gone, token, "", "takes " + token + " out of '" + line.text() + "'");
        // A bound that nobody sets any more is whatever the default is.
        Set<String> all = Vocabulary.words(line.text());
        if (token.equals(line.text()) && Quantities.NUMBER.matcher(line.text()).find()
                && (hasAny(all, LIMIT_WORDS) || all.stream().anyMatch(BOUNDING.asPredicate()))) {
            add(Effect.Kind.LIMIT_LOWERED, gone, token, "", UNSET, "no longer sets " + token);
            add(Effect.Kind.BOUND_REMOVED, gone, token, "", UNSET, "no longer sets " + token);
        }
        if (CREDENTIAL.matcher(line.text() + " " + hunk.heading()).find()) {
            add(Effect.Kind.CREDENTIAL_CHANGED, gone, token, "", "changes who may do what: takes " + token + " away");
        }
    }

    private static int singleDifference(CodeLine old, CodeLine now) {
        if (old.tokens().size() != now.tokens().size()) return -1;
        int differs = -1;
        for (int i = 0; i < old.tokens().size(); i++) {
            if (old.tokens().get(i).equals(now.tokens().get(i))) continue;
            if (differs >= 0 && !isSameRename(old, now, differs, i)) return -1;
            if (differs < 0) differs = i;
        }
        return differs;
    }

    /// A rename shows up twice where a field and its tag change together: `Meta "meta"` to `Metadata "metadata"`.
    private static boolean isSameRename(CodeLine old, CodeLine now, int first, int second) {
        return bare(old.tokens().get(first)).equals(bare(old.tokens().get(second)))
                && bare(now.tokens().get(first)).equals(bare(now.tokens().get(second)));
    }

    private static String bare(String token) {
        return token.replaceAll("json:|yaml:|[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
    }

    private void pair(CodeLine old, CodeLine now, String from, String to) {
        Set<String> line = new LinkedHashSet<>(Vocabulary.words(old.text()));
        line.addAll(Vocabulary.words(now.text()));
        if (!PROSE.matcher(from).matches() || !PROSE.matcher(to).matches()) words.addAll(line);
        Double before = Quantities.number(from);
        Double after = Quantities.number(to);
        if (dependency) {
            add(Effect.Kind.DEPENDENCY_CHANGED, line, from, to,
                    "moves a dependency from " + from + " to " + to + " (" + old.text() + ")");
        } else if (before != null && after != null) {
            numberChanged(old, now, line, from, to, Quantities.scaled(before, from, old), Quantities.scaled(after, to, now));
        } else if (HOLDS_SETTINGS.matcher(from).find() && settingsWithin(old, now, from, to)) {
            return;
        } else if (SWITCH.matcher(from).matches() && SWITCH.matcher(to).matches()) {
            add(Effect.Kind.SWITCHED, line, from, to, "switches " + old.text() + " from " + from + " to " + to);
        } else if (from.length() == 1 && !Character.isLetterOrDigit(from.charAt(0))) {
            add(Effect.Kind.CONDITION_CHANGED, line, from, to, "turns " + from + " into " + to + " in " + now.text());
        } else if (TYPE_WORD.matcher(from).matches() && TYPE_WORD.matcher(to).matches()) {
            add(Effect.Kind.TYPE_CHANGED, line, from, to, "makes a " + to + " of what was a " + from + " in " + now.text());
        } else if (SQL.matcher(to).find() && !SQL.matcher(from).find()) {
            add(Effect.Kind.QUERY_ADDED, line, from, to, "puts a query in: " + to);
        } else if (old.isKey(from) && now.isKey(to)) {
            words.addAll(line);
            add(Effect.Kind.SETTING_RENAMED, line, from, to, "gives the setting " + from + " the name " + to);
        } else if (LEVEL.matcher(from).matches() && LEVEL.matcher(to).matches()) {
            if (level(to) < level(from)) {
                add(Effect.Kind.VERBOSITY_RAISED, line, from, to, "logs more: " + to + " in place of " + from);
            }
        } else if (ADDRESS.matcher(from).find() && to.indexOf(',') > 0 && now.tokens().containsAll(CodeLine.of(from).tokens())) {
            return; // what was there is there still
        } else if (ADDRESS.matcher(from).find() && ADDRESS.matcher(to).find()) {
            add(Effect.Kind.ADDRESS_CHANGED, line, from, to, "points " + from + " to " + to);
        } else if (CodeLine.isLiteral(from) && to.matches("[A-Za-z_]\\w*") && CODE.matcher(hunk.file()).find()) {
            add(Effect.Kind.VALUE_CHANGED, line, from, to, Quantities.LEAST_STEP, "gives " + from + " the name " + to);
        } else if (old.isLogging() || (PROSE.matcher(from).matches() && PROSE.matcher(to).matches())) {
            return; // a text for people, which nothing depends on
        } else if (isLocal(from, hunk.removed()) && isLocal(to, hunk.added())) {
            return; // what a block calls a thing of its own is nobody else's business
        } else {
            var renamed = new LinkedHashSet<>(Vocabulary.words(from));
            renamed.addAll(Vocabulary.words(to));
            renamed.addAll(raw(from));
            renamed.addAll(raw(to));
            add(Effect.Kind.NAME_CHANGED, renamed, from, to, "renames " + from + " to " + to + " in " + now.text());
        }
        if (CREDENTIAL.matcher(old.text()).find() && !dependency) {
            add(Effect.Kind.CREDENTIAL_CHANGED, line, from, to, "changes who may do what: " + now.text());
        }
    }

    /// Numbers inside a text that hold what keys in it are set to: options of a command line, connection strings, lengths with a unit.
    private boolean settingsWithin(CodeLine old, CodeLine now, String from, String to) {
        if (from.length() + to.length() > Hunk.LONGEST_LINE) return false;
        Map<String, String> before = within(old, from);
        Map<String, String> after = within(now, to);
        boolean any = false;
        for (Map.Entry<String, String> one : before.entrySet()) {
            String then = after.get(one.getKey());
            Double was = Quantities.number(one.getValue());
            Double is = then == null ? null : Quantities.number(then);
            if (then == null || then.equals(one.getValue()) || was == null || is == null) continue;
            Set<String> about = new LinkedHashSet<>(Vocabulary.words(one.getKey().isEmpty() ? old.text() : one.getKey()));
            about.addAll(Vocabulary.words(old.text()));
            numberChanged(CodeLine.of(one.getKey() + " = " + one.getValue()), CodeLine.of(one.getKey() + " = " + then), about,
                    one.getValue(),
                    then,
                    Quantities.scaled(was, one.getValue(), old), Quantities.scaled(is, then, now));
            any = true;
        }
        return any;
    }

    private static Map<String, String> within(CodeLine line, String value) {
        var settings = new HashMap<String, String>();
        Matcher matcher = WITHIN.matcher(value);
        while (matcher.find()) {
            String key = matcher.group(1) == null ? "" : matcher.group(1).strip();
            settings.putIfAbsent(key.isEmpty() && line.tokens().size() > 1 ? line.tokens().getFirst() : key, matcher.group(2));
        }
        return settings;
    }

    /// Whether a name is that of a variable which these very lines declare.
    private static boolean isLocal(String name, List<CodeLine> lines) {
        if (!name.matches("[a-z_][A-Za-z0-9_]*")) return false;
        var declared = Pattern.compile("(^|\\b(let|var|const|final|val)\\s+|^[\\w<>\\[\\], ]+\\s)" + name + "\\s*:?=(?!=).*[^,]$");
        return lines.stream().anyMatch(line -> declared.matcher(line.text()).find())
                && lines.stream().filter(line -> line.tokens().contains(name)).count() > 1;
    }

    private static int level(String token) {
        return LEVELS.indexOf(token.replaceAll("[^A-Za-z]", "").toLowerCase(Locale.ROOT).substring(0, 4));
    }

    private static Set<String> raw(String token) {
        String bare = token.replaceAll("[^A-Za-z0-9_]", "").toLowerCase(Locale.ROOT);
        return bare.isEmpty() ? Set.of() : Set.of(bare);
    }

    private void numberChanged(CodeLine old, CodeLine now, Set<String> line, String from, String to, double before, double after) {
        moved = true;
        was = before;
        is = after;
        numberReading(old, now, line, from, to, before, after);
        moved = false;
    }

    private void numberReading(CodeLine old, CodeLine now, Set<String> line, String from, String to, double before, double after) {
        boolean down = after < before;
        double sure = Quantities.magnitude(before, after);
        String says = (down ? "lowers " : "raises ") + old.subject() + " from " + from + " to " + to;
        // Where a line does not say what its number is, the keys around it do.
        boolean known = Stream.of(TIME_WORDS, RETRY_WORDS, LIMIT_WORDS, THRESHOLD_WORDS).anyMatch(sort -> hasAny(line, sort))
                || line.stream().anyMatch(BOUNDING.asPredicate());
        Set<String> subject = known ? line : near;
        // A number of things a minute is a rate, not a time.
        boolean rate = hasAny(line, UNIT_WORDS)
                && line.stream().noneMatch(word -> TIME_WORDS.contains(word) && !UNIT_WORDS.contains(word))
                && (hasAny(line, RATE_WORDS) || hasAny(near, RATE_WORDS));
        boolean timed = !rate
                && (hasAny(subject, TIME_WORDS) || old.text().matches(".*\\d(ms|s|m|h|d|w|y)\\b.*") || line.contains("duration"));
        boolean retry = hasAny(subject, RETRY_WORDS);
        boolean limit = rate || hasAny(subject, LIMIT_WORDS) || line.stream().anyMatch(BOUNDING.asPredicate());
        if (hasAny(line, PROBE_WORDS) || (hasAny(near, PROBE_WORDS) && (timed || hasAny(line, THRESHOLD_WORDS)))) {
            if (down) add(Effect.Kind.PROBE_CHANGED, line, from, to, sure, says);
        }
        if (retry && !timed) {
            add(down ? Effect.Kind.RETRIES_LOWERED : Effect.Kind.RETRIES_RAISED, line, from, to, sure, says);
        } else if (timed) {
            add(down ? Effect.Kind.TIME_LOWERED : Effect.Kind.TIME_RAISED, line, from, to, sure, says);
            if (hasAny(line, TOLERANCE_WORDS) && down) add(Effect.Kind.TOLERANCE_REMOVED, line, from, to, sure, says);
            if (retry && down) add(Effect.Kind.RETRIES_RAISED, line, from, to, sure, says);
        } else if (limit) {
            add(down ? Effect.Kind.LIMIT_LOWERED : Effect.Kind.LIMIT_RAISED, line, from, to, sure, says);
        } else if (!isStyle(now.text()) && !hasAny(subject, THRESHOLD_WORDS)) {
            add(Effect.Kind.VALUE_CHANGED, line, from, to, sure, says);
        }
        if (line.contains("port")) add(Effect.Kind.ADDRESS_CHANGED, line, from, to, says);
        if (hasAny(line, THRESHOLD_WORDS)) add(Effect.Kind.THRESHOLD_CHANGED, line, from, to, sure, says);
        if (down && hasAny(line, CACHE_LIFE)) add(Effect.Kind.CACHE_REMOVED, line, from, to, sure, says);
    }

    /// Guards, calls, queries and addresses that only one side of the hunk holds.
    private void onlyOnOneSide() {
        boolean onlyGone = added.isEmpty();
        for (CodeLine line : removed) {
            if (onlyGone && ENTRY.matcher(line.text()).matches() && !line.text().matches(".*[(;{].*")) entryRemoved(line.text(), line);
            Set<String> gone = new LinkedHashSet<>(Vocabulary.words(line.text()));
            if (line.isLogging()) continue;
            boolean restated = isRestated(line, everAdded);
            boolean passesOn = FAILED.matcher(line.text()).find()
                    && hunk.added().stream().anyMatch(one -> FAILED.matcher(one.text()).find());
            CodeLine instead = sameCheck(line, added);
            if (instead != null) {
                Set<String> about = new LinkedHashSet<>(onlyTokens(line, everAdded));
                about.addAll(onlyTokens(instead, everRemoved));
                add(Effect.Kind.VALUE_CHANGED, about, line.text(), instead.text(), Quantities.LEAST_STEP,
                        "checks otherwise: " + instead.text());
            } else if (GUARD.matcher(line.text()).find() && !passesOn && !isGuardRestated(line)) {
                boolean ofNull = NULL_TEST.matcher(line.text()).find()
                        && !line.text().matches(".*\\berr\\w*\\b\\s*(!=|==)\\s*(nil|null|None).*");
                add(ofNull ? Effect.Kind.NULL_GUARD_REMOVED : Effect.Kind.GUARD_REMOVED, gone, line.text(), "",
                        "takes the check '" + line.text() + "' away");
            }
            for (String call : line.calls()) {
                if (everAdded.contains(call)) continue;
                if (!restated) words.addAll(Vocabulary.words(call));
                if (!restated && !CodeLine.isKeyword(call)) {
                    add(Effect.Kind.CALL_REMOVED, gone, call, "", "no longer calls " + call);
                }
            }
            if (!restated && !line.text().matches(".*[=(].*") && line.text().matches(".*[\"':].*")) words.addAll(gone);
            if (DROP_INDEX.matcher(line.text()).find()) continue;
            words.addAll(onlyTokens(line, everAdded));
        }
        boolean looped = Stream.of(added, hunk.added(), hunk.context()).flatMap(List::stream)
                .anyMatch(line -> LOOP.matcher(line.text()).find());
        for (CodeLine line : added) {
            Set<String> come = new LinkedHashSet<>(Vocabulary.words(line.text()));
            if (line.isLogging()) continue;
            words.addAll(onlyTokens(line, everRemoved));
            boolean restated = isRestated(line, everRemoved);
            if (DROP_INDEX.matcher(line.text()).find()) {
                add(Effect.Kind.INDEX_DROPPED, come, "", line.text(), "drops an index: " + line.text());
            } else if (DDL.matcher(line.text()).find()) {
                add(Effect.Kind.SCHEMA_CHANGED, come, "", line.text(), "changes the database's tables: " + line.text());
            } else if (SQL.matcher(line.text()).find()) {
                add(Effect.Kind.QUERY_ADDED, come, "", line.text(), "puts a query in: " + line.text());
            }
            if (GUARD.matcher(line.text()).find() && !restated && sameCheck(line, removed) == null && line.text().matches(".*\\bif\\b.*")
                    && !line.text().matches(".*\\berr\\w*\\b\\s*(!=|==)\\s*(nil|null|None).*")) {
                add(Effect.Kind.GUARD_ADDED, come, "", line.text(), "puts the check '" + line.text() + "' in");
            }
            boolean remote = REMOTE.matcher(line.text()).find() && line.calls().stream().anyMatch(call -> !everRemoved.contains(call));
            if (remote && looped) {
                add(Effect.Kind.CALL_IN_LOOP, come, "", line.text(), "calls out once for each element: " + line.text());
            } else if (remote) {
                add(Effect.Kind.REMOTE_CALL_ADDED, come, "", line.text(), "calls out: " + line.text());
            }
            if (!restated && ADDRESS.matcher(line.text()).find() && removed.stream().anyMatch(old -> ADDRESS.matcher(old.text()).find())) {
                add(Effect.Kind.ADDRESS_CHANGED, come, "", line.text(), "points elsewhere: " + line.text());
            }
        }
    }

    /// Whether all that a line names or counts stands on the other side too, so that it is said again in other words.
    private static boolean isRestated(CodeLine line, Set<String> other) {
        return line.tokens().stream().filter(token -> Character.isLetterOrDigit(token.charAt(0)) || token.charAt(0) == '"')
                .filter(token -> !CodeLine.isKeyword(token)).allMatch(other::contains);
    }

    /// Whether another check, or a call that is given all that the check compares, stands in the place of a check.
    private boolean isGuardRestated(CodeLine guard) {
        List<String> operands = guard.tokens().stream()
                .filter(token -> Character.isLetterOrDigit(token.charAt(0)) || token.charAt(0) == '"')
                .filter(token -> !CodeLine.isKeyword(token)).toList();
        List<String> names = operands.stream().filter(token -> Character.isLetter(token.charAt(0))).toList();
        return hunk.added().stream().anyMatch(
                line -> ((GUARD.matcher(line.text()).find() || CodeLine.CALL.matcher(line.text()).find())
                        && line.tokens().containsAll(operands))
                        || (!names.isEmpty()
                                && line.calls().stream().anyMatch(call -> !everRemoved.contains(call) && !CodeLine.isKeyword(call)
                                        && names.stream().allMatch(name -> line.tokens().contains(name) || isPartOf(name, call)))));
    }

    /// The check on the other side that compares the same thing by the same sign, with something else.
    private static @Nullable CodeLine sameCheck(CodeLine guard, List<CodeLine> others) {
        if (!guard.text().matches(".*\\bif\\b.*")) return null;
        for (CodeLine other : others) {
            int shorter = Math.min(guard.tokens().size(), other.tokens().size());
            int head = 0;
            while (head < shorter && guard.tokens().get(head).equals(other.tokens().get(head))) {
                head++;
            }
            if (head >= 3 && "<>=".contains(guard.tokens().get(head - 1))) return other;
        }
        return null;
    }

    /// Whether what a check compares with stands in the name of the call that took its place: `dim` in `checkDim`.
    private static boolean isPartOf(String name, String call) {
        return name.length() > 2 && call.toLowerCase(Locale.ROOT).contains(name.toLowerCase(Locale.ROOT));
    }

    private static Set<String> onlyTokens(CodeLine line, Set<String> other) {
        var only = new LinkedHashSet<String>();
        for (String token : line.tokens()) {
            if (!other.contains(token)) {
                only.addAll(Vocabulary.words(token));
                only.addAll(raw(token));
            }
        }
        return only;
    }

    private static long count(List<CodeLine> lines, String word) {
        return lines.stream().flatMap(line -> line.tokens().stream()).filter(word::equals).count();
    }

    private void removedWords() {
        if (count(removed, "await") > count(added, "await")) {
            Set<String> about = new LinkedHashSet<>();
            added.forEach(one -> about.addAll(Vocabulary.words(one.text())));
            says(Effect.Kind.NOT_AWAITED, about, added, "goes on before the answer is there");
        }
        Set<String> gone = sideWords(removed, everAdded);
        Set<String> line = new LinkedHashSet<>(gone);
        removed.forEach(one -> line.addAll(Vocabulary.words(one.text())));
        if (hasAny(gone, BATCH_WORDS)) says(Effect.Kind.BATCHING_REMOVED, line, added, "no longer works in batches");
        if (hasAny(gone, CACHE_WORDS)) says(Effect.Kind.CACHE_REMOVED, line, added, "no longer keeps answers in a cache");
        boolean scoped = removed.stream().anyMatch(one -> SCOPED.matcher(one.text()).find())
                && added.stream().noneMatch(one -> SCOPED.matcher(one.text()).find());
        if (hasAny(gone, RELEASE_WORDS) || scoped)
            says(Effect.Kind.RELEASE_REMOVED, line, removed, "no longer gives back what it takes");
        if (hasAny(gone, BOUND_WORDS)) says(Effect.Kind.BOUND_REMOVED, line, removed, "takes a bound away");
        if (hasAny(gone, TOLERANCE_WORDS)) says(Effect.Kind.TOLERANCE_REMOVED, line, removed, "takes a tolerance away");
        if (hasAny(gone, FALLBACK_WORDS)) says(Effect.Kind.FALLBACK_REMOVED, line, removed, "takes a fallback away");
        if (hasAny(gone, RETRY_WORDS)) says(Effect.Kind.RETRIES_LOWERED, line, removed, "takes retries away");
        if (hasAny(gone, LOCK_WORDS)) says(Effect.Kind.LOCK_REMOVED, line, removed, "takes a lock away");
    }

    private void addedWords() {
        Set<String> come = sideWords(added, everRemoved);
        Set<String> line = new LinkedHashSet<>(come);
        added.forEach(one -> line.addAll(Vocabulary.words(one.text())));
        if (hasAny(come, LOCK_WORDS)) says(Effect.Kind.LOCK_ADDED, line, added, "takes a lock");
        if (hasAny(come, BLOCKING_WORDS)) says(Effect.Kind.BLOCKING_ADDED, line, added, "waits");
        if (hasAny(come, RETRY_WORDS)) says(Effect.Kind.RETRIES_RAISED, line, added, "retries");
        boolean kept = this.come.stream().anyMatch(one -> KEPT.matcher(one.text()).find())
                && Stream.concat(hunk.added().stream(), hunk.context().stream())
                        .anyMatch(one -> GROWS.matcher(one.text()).find());
        if (kept && !hasAny(come, BOUND_WORDS)) says(Effect.Kind.GROWTH_ADDED, line, added, "keeps more and more");
        else if (added.stream().anyMatch(one -> one.text().matches(".*(\\bappend\\(|\\.add\\(|\\.push\\(|\\.put\\(|\\] *= ).*"))
                && !hasAny(come, BOUND_WORDS)
                && added.stream().anyMatch(one -> one.text().matches("(?i).*(global|static|registry|history|cache|seen|"
                        + "\\bmap\\[|s\\.\\w+\\[|this\\.\\w+|self\\.\\w+).*"))) {
            says(Effect.Kind.GROWTH_ADDED, line, added, "keeps more and more");
        }
    }

    private static Set<String> sideWords(List<CodeLine> lines, Set<String> other) {
        var words = new LinkedHashSet<String>();
        for (CodeLine line : lines) {
            if (line.isLogging()) continue;
            for (String token : line.tokens()) {
                if (!other.contains(token)) words.addAll(Vocabulary.words(token));
            }
        }
        return words;
    }

    private void says(Effect.Kind kind, Set<String> line, List<CodeLine> where, String says) {
        add(kind, line, "", "", where.isEmpty() ? says : says + ", as in '" + where.getFirst().text() + "'");
    }

    private static boolean hasAny(Set<String> words, Set<String> wanted) {
        return words.stream().anyMatch(wanted::contains);
    }

    private void add(Effect.Kind kind, Set<String> line, String from, String to, double sure, String says) {
        effects.add(new Effect(kind, line, near, from, to, sure, moved ? was : Double.NaN, moved ? is : Double.NaN, says));
    }

    private void add(Effect.Kind kind, Set<String> line, String from, String to, String says) {
        boolean taken = kind == Effect.Kind.GUARD_REMOVED || kind == Effect.Kind.NULL_GUARD_REMOVED || kind == Effect.Kind.CALL_REMOVED;
        add(kind, line, from, to, taken && delegates ? MOVED : 1, says);
    }

    private static boolean isRemoteName(String name) {
        return REMOTE.matcher(name + "(").find();
    }

    private static boolean isStyle(String text) {
        return text.matches("(?i).*(color|padding|margin|radius|font|width|height|#[0-9a-f]{3,8}|px\\b).*");
    }
}
