package dev.firsthour.diagnosis;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// What sort of trouble a message or the name of a metric speaks of.
///
/// The cues are phrases that runtimes, drivers, operating systems and protocols print, not those of any one system; a text may speak of
/// several. Cost: one pass of each pattern over texts that are a few hundred characters long. Limit: English messages.
enum Failure {
    /// A missing value that the code takes for present.
    NULL_REFERENCE,
    /// A table or column that the database does not have.
    MISSING_TABLE,
    /// A field that the other side does not know.
    MISSING_FIELD,
    /// Messages that cannot be read.
    DECODING,
    /// Values that are not allowed.
    INVALID_DATA,
    /// Rows or messages that are there twice.
    DUPLICATE,
    /// Something that is not where it is looked for.
    NOT_FOUND,
    /// A setting that is not there.
    MISSING_SETTING,
    /// Connections or other pooled things that run out.
    POOL_EXHAUSTED,
    /// Memory that runs out.
    MEMORY_EXHAUSTED,
    /// Processors that are busy.
    CPU_EXHAUSTED,
    /// Storage that runs out.
    DISK_EXHAUSTED,
    /// Files or sockets that run out.
    HANDLES_EXHAUSTED,
    /// Threads or workers that run out.
    THREADS_EXHAUSTED,
    /// Calls that a limit turns away.
    THROTTLED,
    /// Calls that take longer than somebody waits.
    TIMEOUT,
    /// Answers that take longer.
    SLOW,
    /// Locks that wait for one another.
    LOCKED,
    /// Callers that are not let in.
    UNAUTHORIZED,
    /// Tokens or sessions that count as expired.
    EXPIRED,
    /// Certificates that are not accepted.
    CERTIFICATE,
    /// Names that do not resolve.
    NAME_RESOLUTION,
    /// A peer that does not take connections.
    UNREACHABLE,
    /// A peer that answers with errors.
    UPSTREAM,
    /// Processes that die.
    CRASH,
    /// Numbers that do not fit.
    ARITHMETIC,
    /// Values of the wrong type.
    WRONG_TYPE,
    /// Code that is not there at run time.
    MISSING_CODE,
    /// Work that piles up.
    BACKLOG,
    /// Results that are wrong or empty.
    WRONG_RESULT,
    /// More requests than usual.
    TRAFFIC;

    private static final String CUES = """
            NULL_REFERENCE: nil pointer|null ?pointer|nonetype|undefined is not|cannot read propert|invalid memory address|null reference|unwrap\\(\\) on a
            MISSING_TABLE: (relation|table|column) .{0,80}(does not|doesn't) exist|no such (table|column)|unknown column|invalid object name
            MISSING_FIELD: missing (required )?(field|key|property|parameter|argument)|unknown (field|property|argument)|no mapping found|unrecognized (field|property)|keyerror|no such field|undefined field|field .{0,60}not found|attributeerror
            DECODING: deseriali[sz]|unmarshal|failed to (parse|decode)|(parse|decode|decoding|parsing)[ _]?(error|exception|fail)|malformed|invalid (json|format|syntax|encoding)|unexpected token|schema (mismatch|violation)|incompatible|checksum|unknown magic byte
            INVALID_DATA: validat\\w* (error|fail)|out of range|(check|integrity) constraint|invalid (value|argument|input|record)|illegal ?argument|poison|dead.?letter
            DUPLICATE: duplicate (key|entry)|unique constraint|foreign key|already exists|conflict
            NOT_FOUND: not found|\\b404\\b|does not exist|unregistered|unknown (agent|handler|route|topic|queue|bucket|command)|no such (file|key|bucket)
            MISSING_SETTING: (environment|env|setting|propert|config|variable|secret|parameter|option|flag)\\w* .{0,60}(not set|missing|undefined|unset|not defined|is required)|required .{0,60}(not set|missing)|missing (required )?(environment|env|setting|config|secret)
            POOL_EXHAUSTED: pool (is )?(exhausted|timeout|saturat\\w*|full)|connection pool|too many (connections|clients)|acquir\\w+ (a )?connection|no (free|available) connection|connection limit|max_?conn|connection slots|pool_wait|waited .{0,12}connection|hikaripool|connection leak
            MEMORY_EXHAUSTED: out ?of ?memory|\\boom|heap|cannot allocate|memory (limit|pressure|usage|util)|memory_|gc (overhead|pause)|evicted
            CPU_EXHAUSTED: cpu
            DISK_EXHAUSTED: no space left|disk (full|pressure|usage|space)|free ?storage|storage (full|space)|enospc|read-only file
            HANDLES_EXHAUSTED: too many open files|emfile|file descriptor|cannot assign requested address|ephemeral port
            THREADS_EXHAUSTED: thread ?pool|rejectedexecution|queue (is )?full|native thread|goroutine|worker(s)? (are )?(busy|exhausted)
            THROTTLED: throttl|rate.?limit|too many requests|\\b429\\b|throughput ?exceeded|quota|slow ?down|capacity exceeded|exceeded .{0,30}capacity
            TIMEOUT: time(d)?.?out|deadline exceeded|exceeded deadline|exceeded .{0,12}ms|context canceled
            SLOW: slow|latenc|duration|p9[059]|response.?time|delay|elapsed
            LOCKED: deadlock|lock wait|lock timeout|obtain lock|serialization failure|contention|lock_
            UNAUTHORIZED: unauthori[sz]ed|\\b40[13]\\b|forbidden|permission denied|access ?denied|invalid (token|signature|credential|api key)|not authorized|authentication fail|csrf|cors
            EXPIRED: expired|not yet valid|clock skew
            CERTIFICATE: x509|certificate|tls handshake|ssl (error|handshake)|pkix
            NAME_RESOLUTION: no such host|enotfound|name resolution|nxdomain|servfail|eai_again|getaddrinfo|could not resolve|unknownhost|server misbehaving
            UNREACHABLE: connection (refused|reset)|econnrefused|econnreset|broken pipe|unreachable|no route to host|dial tcp|socket hang up
            UPSTREAM: \\b50[0234]\\b|bad gateway|unavailable|upstream|5xx
            CRASH: panic|segfault|crash ?loop|fatal|exit code|sigkill|sigsegv|core dumped|uncaught|unhandled
            ARITHMETIC: division by zero|divide by zero|index out of|out of bounds|overflow|arithmetic
            WRONG_TYPE: cannot (be )?cast|type ?mismatch|classcast|typeerror|numberformat|cannot convert|invalid type
            MISSING_CODE: classnotfound|nosuchmethod|noclassdef|importerror|modulenotfound|undefined symbol|cannot find module|linkageerror|nosuchfield
            BACKLOG: lag\\b|backlog|oldest.?message|queue.?(depth|length|size)|unacked|pending|consumer
            WRONG_RESULT: mismatch|inconsistent|stale|zero results|empty result|wrong|unexpected (value|result)|drift
            TRAFFIC: traffic|requests?_per|requests? per|req(uest)?s?/s|rps\\b|qps\\b|throughput|surge|ddos|bot\\b|crawl
            """;
    private static final Map<Failure, Pattern> PATTERNS = read();

    private static Map<Failure, Pattern> read() {
        var patterns = new EnumMap<Failure, Pattern>(Failure.class);
        CUES.lines().forEach(line -> {
            int colon = line.indexOf(':');
            patterns.put(valueOf(line.substring(0, colon)), Pattern.compile(line.substring(colon + 2)));
        });
        return patterns;
    }

    /// The sorts of trouble a text speaks of.
    static Set<Failure> in(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        var found = EnumSet.noneOf(Failure.class);
        PATTERNS.forEach((failure, cues) -> {
            if (cues.matcher(lower).find()) found.add(failure);
        });
        return found;
    }
}
