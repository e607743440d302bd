package dev.firsthour.diagnosis;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// What sort of trouble a message or the name of a metric speaks of.
///
/// The cues are phrases that runtimes, drivers, operating systems and protocols print, not those of any one system; a text may speak of
/// several. Cost: one pass of each pattern over texts that are a few hundred characters long. Limit: English messages.
enum Failure {
    NULL_REFERENCE("a missing value that the code takes for present",
            "nil pointer|null ?pointer|nonetype|undefined is not|cannot read propert|invalid memory address|null reference|unwrap\\(\\) on a"), MISSING_TABLE(
                    "a table or column that the database does not have",
                    "(relation|table|column) .{0,80}(does not|doesn't) exist|no such (table|column)|unknown column|invalid object name"), MISSING_FIELD(
                            "a field that the other side does not know",
                            "missing (required )?(field|key|property|parameter|argument)|unknown (field|property|argument)|no mapping found|unrecognized "
                                    + "(field|property)|keyerror|no such field|undefined field|field .{0,60}not found|attributeerror"), DECODING(
                                            "messages that cannot be read",
                                            "deseriali[sz]|unmarshal|failed to (parse|decode)|(parse|decode|decoding|parsing)[ _]?(error|exception|fail)|malformed|invalid "
                                                    + "(json|format|syntax|encoding)|unexpected token|schema (mismatch|violation)|incompatible|checksum|unknown magic byte"), INVALID_DATA(
                                                            "values that are not allowed",
                                                            "validat\\w* (error|fail)|out of range|(check|integrity) constraint|invalid (value|argument|input|record)|illegal ?argument"
                                                                    + "|poison|dead.?letter"), DUPLICATE(
                                                                            "rows or messages that are there twice",
                                                                            "duplicate (key|entry)|unique constraint|foreign key|already exists|conflict"), NOT_FOUND(
                                                                                    "something that is not where it is looked for",
                                                                                    "not found|\\b404\\b|does not exist|unregistered|unknown (agent|handler|route|topic|queue|bucket|command)|no such (file|key|bucket)"), POOL_EXHAUSTED(
                                                                                            "connections or other pooled things that run out",
                                                                                            "pool (is )?(exhausted|timeout|saturat\\w*|full)|connection pool|too many (connections|clients)|acquir\\w+ (a )?connection|no (free|available) "
                                                                                                    + "connection|connection limit|max_?conn|connection slots|connection leak|pool_wait|waited .{0,12}connection|hikaripool"), MEMORY_EXHAUSTED(
                                                                                                            "memory that runs out",
                                                                                                            "out ?of ?memory|\\boom|heap|cannot allocate|memory (limit|pressure|usage|util)|memory_|gc "
                                                                                                                    + "(overhead|pause)|evicted"), CPU_EXHAUSTED(
                                                                                                                            "processors that are busy",
                                                                                                                            "cpu"), DISK_EXHAUSTED(
                                                                                                                                    "storage that runs out",
                                                                                                                                    "no space left|disk (full|pressure|usage|space)|free ?storage|storage (full|space)|enospc|read-only file"), HANDLES_EXHAUSTED(
                                                                                                                                            "files or sockets that run out",
                                                                                                                                            "too many open files|emfile|file descriptor|cannot assign requested address|ephemeral port"), THREADS_EXHAUSTED(
                                                                                                                                                    "threads or workers that run out",
                                                                                                                                                    "thread ?pool|rejectedexecution|queue (is )?full|native thread|goroutine|worker(s)? (are )?(busy|exhausted)"), THROTTLED(
                                                                                                                                                            "calls that a limit turns away",
                                                                                                                                                            "throttl|rate.?limit|too many requests|\\b429\\b|throughput ?exceeded|quota|slow ?down|capacity exceeded|exceeded .{0,30}capacity"), TIMEOUT(
                                                                                                                                                                    "calls that take longer than somebody waits",
                                                                                                                                                                    "time(d)?.?out|deadline exceeded|exceeded deadline|exceeded .{0,12}ms|context canceled"), SLOW(
                                                                                                                                                                            "answers that take longer",
                                                                                                                                                                            "slow|latenc|duration|p9[059]|response.?time|delay|elapsed"), LOCKED(
                                                                                                                                                                                    "locks that wait for one another",
                                                                                                                                                                                    "deadlock|lock wait|lock timeout|obtain lock|serialization failure|contention|lock_"), UNAUTHORIZED(
                                                                                                                                                                                            "callers that are not let in",
                                                                                                                                                                                            "unauthori[sz]ed|\\b40[13]\\b|forbidden|permission denied|access ?denied|invalid (token|signature|credential|api key)|not authorized"
                                                                                                                                                                                                    + "|authentication fail|csrf|cors"), EXPIRED(
                                                                                                                                                                                                            "tokens or sessions that count as expired",
                                                                                                                                                                                                            "expired|not yet valid|clock skew"), CERTIFICATE(
                                                                                                                                                                                                                    "certificates that are not accepted",
                                                                                                                                                                                                                    "x509|certificate|tls handshake|ssl (error|handshake)|pkix"), NAME_RESOLUTION(
                                                                                                                                                                                                                            "names that do not resolve",
                                                                                                                                                                                                                            "no such host|enotfound|name resolution|nxdomain|servfail|eai_again|getaddrinfo|could not resolve|unknownhost|server misbehaving"), UNREACHABLE(
                                                                                                                                                                                                                                    "a peer that does not take connections",
                                                                                                                                                                                                                                    "connection (refused|reset)|econnrefused|econnreset|broken pipe|unreachable|no route to host|dial tcp|socket hang up"), UPSTREAM(
                                                                                                                                                                                                                                            "a peer that answers with errors",
                                                                                                                                                                                                                                            "\\b50[0234]\\b|bad gateway|unavailable|upstream|5xx"), CRASH(
                                                                                                                                                                                                                                                    "processes that die",
                                                                                                                                                                                                                                                    "panic|segfault|crash ?loop|fatal|exit code|sigkill|sigsegv|core dumped|uncaught|unhandled"), ARITHMETIC(
                                                                                                                                                                                                                                                            "numbers that do not fit",
                                                                                                                                                                                                                                                            "division by zero|divide by zero|index out of|out of bounds|overflow|arithmetic"), WRONG_TYPE(
                                                                                                                                                                                                                                                                    "values of the wrong type",
                                                                                                                                                                                                                                                                    "cannot (be )?cast|type ?mismatch|classcast|typeerror|numberformat|cannot convert|invalid type"), MISSING_CODE(
                                                                                                                                                                                                                                                                            "code that is not there at run time",
                                                                                                                                                                                                                                                                            "classnotfound|nosuchmethod|noclassdef|importerror|modulenotfound|undefined symbol|cannot find module|linkageerror|nosuchfield"), BACKLOG(
                                                                                                                                                                                                                                                                                    "work that piles up",
                                                                                                                                                                                                                                                                                    "lag\\b|backlog|oldest.?message|queue.?(depth|length|size)|unacked|pending|consumer"), WRONG_RESULT(
                                                                                                                                                                                                                                                                                            "results that are wrong or empty",
                                                                                                                                                                                                                                                                                            "mismatch|inconsistent|stale|zero results|empty result|wrong|unexpected (value|result)|drift"), TRAFFIC(
                                                                                                                                                                                                                                                                                                    "more requests than usual",
                                                                                                                                                                                                                                                                                                    "traffic|requests?_per|requests? per|req(uest)?s?/s|rps\\b|qps\\b|throughput|surge|ddos|bot\\b|crawl");

    /// What it is, in words that finish the sentence "the telemetry shows ...".
    final String words;
    private final Pattern cues;

    Failure(String words, String cues) {
        this.words = words;
        this.cues = Pattern.compile(cues);
    }

    /// The sorts of trouble a text speaks of.
    static Set<Failure> in(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        var found = EnumSet.noneOf(Failure.class);
        for (Failure failure : values()) {
            if (failure.cues.matcher(lower).find()) found.add(failure);
        }
        return found;
    }
}
