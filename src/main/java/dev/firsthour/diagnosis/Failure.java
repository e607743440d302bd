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
    NULL_REFERENCE("a value that is missing is taken for present"),
    /// A table or column that the database does not have.
    MISSING_TABLE("a table or column is not there"),
    /// A field that the other side does not know.
    MISSING_FIELD("a field is missing"),
    /// Messages that cannot be read.
    DECODING("messages cannot be read"),
    /// Values that are not allowed.
    INVALID_DATA("values are rejected"),
    /// Rows or messages that are there twice.
    DUPLICATE("things are there twice"),
    /// Something that is not where it is looked for.
    NOT_FOUND("what is asked for is not found"),
    /// A setting that is not there.
    MISSING_SETTING("a setting is missing"),
    /// Connections or other pooled things that run out.
    POOL_EXHAUSTED("connections run out"),
    /// Memory that runs out.
    MEMORY_EXHAUSTED("memory runs out"),
    /// Processors that are busy.
    CPU_EXHAUSTED("processors are busy"),
    /// Storage that runs out.
    DISK_EXHAUSTED("storage runs out"),
    /// Files or sockets that run out.
    HANDLES_EXHAUSTED("files and sockets run out"),
    /// Threads or workers that run out.
    THREADS_EXHAUSTED("threads run out"),
    /// Calls that a limit turns away.
    THROTTLED("calls are turned away by a limit"),
    /// Calls that take longer than somebody waits.
    TIMEOUT("calls time out"),
    /// Answers that take longer.
    SLOW("answers are slow"),
    /// Locks that wait for one another.
    LOCKED("locks wait for one another"),
    /// Callers that are not let in.
    UNAUTHORIZED("callers are not let in"),
    /// Tokens or sessions that count as expired.
    EXPIRED("something counts as expired"),
    /// Certificates that are not accepted.
    CERTIFICATE("a certificate is not accepted"),
    /// Names that do not resolve.
    NAME_RESOLUTION("names do not resolve"),
    /// A peer that does not take connections.
    UNREACHABLE("a peer cannot be reached"),
    /// A peer that answers with errors.
    UPSTREAM("calls are answered with errors"),
    /// Processes that die.
    CRASH("processes die"),
    /// Numbers that do not fit.
    ARITHMETIC("numbers do not fit"),
    /// Values of the wrong type.
    WRONG_TYPE("a value has the wrong type"),
    /// Code that is not there at run time.
    MISSING_CODE("code is missing at run time"),
    /// Work that piles up.
    BACKLOG("work piles up"),
    /// Results that are wrong or empty.
    WRONG_RESULT("results are wrong"),
    /// More requests than usual.
    TRAFFIC("there are more requests than usual"),
    /// Two sides that cannot agree on how to talk in secret.
    SECURE_CHANNEL("no secure connection comes about"),
    /// Messages that are larger than the other side takes.
    OVERSIZED("messages are too large"),
    /// Lines that are full.
    NETWORK_EXHAUSTED("the network is full"),
    /// Answers that are no longer at hand and have to be made anew.
    CACHE_MISSED("answers are made anew instead of taken from a cache"),
    /// A database or volume that takes no writes here, as a standby does.
    READ_ONLY("writes are not taken"),
    /// Clocks that do not agree.
    CLOCK("clocks do not agree"),
    /// Hardware that fails.
    HARDWARE("hardware fails"),
    /// A machine that is gone, or that throws work out.
    NODE_LOST("machines are gone"),
    /// A key, contract or allowance with somebody else that ended.
    ACCOUNT("an account or allowance has ended"),
    /// Work that a person started by hand.
    BY_HAND("work by hand takes what is needed"),
    /// Something that others send and that did not come.
    INPUT_MISSING("input does not come");

    private static final Set<Failure> FACTS = EnumSet.of(READ_ONLY, CLOCK, HARDWARE, NODE_LOST, ACCOUNT, BY_HAND, INPUT_MISSING);

    private final String words;

    Failure(String words) {
        this.words = words;
    }

    /// What happens, as a clause.
    String words() {
        return words;
    }

    /// Whether a message that says so states a cause by itself, one that lies outside of any program: what else the message speaks of
    /// follows from it.
    boolean isFact() {
        return FACTS.contains(this);
    }

    private static final String CUES = """
            NULL_REFERENCE: nil pointer|null ?pointer|nonetype|undefined is not|of undefined|undefined \\(reading|cannot read propert|invalid memory address|null reference|unwrap\\(\\) on a
            MISSING_TABLE: (relation|table|column) .{0,80}(does not|doesn't) exist|no such (table|column)|unknown column|invalid object name
            MISSING_FIELD: (missing|lacks|without|absent) .{0,20}(field|key|property|parameter|argument|attribute)|unknown (field|property|argument)|no mapping found|unrecognized (field|property)|keyerror|no such field|undefined field|field .{0,60}not found|attributeerror
            DECODING: deseriali[sz]|incorrect string value|cannot be encoded|unmappable|looking for beginning of value|unknown field \\d|unexpected (delimiter|header|column)|(expected|got) .{0,20}columns?|(?<![0-9a-z])4(06|15)(?![0-9])|cannot (read|decode|parse|unpack)|wire.?type|magic number|unsupported (media|encoding|format|version)|unmarshal|failed to (parse|decode)|(parse|decode|decoding|parsing)[ _]?(error|exception|fail)|malformed|invalid (json|format|syntax|encoding)|unexpected token|schema (mismatch|violation)|incompatible|checksum|unknown magic byte
            INVALID_DATA: validat\\w* (error|fail)|(?<![0-9a-z])4(00|22)(?![0-9])|unprocessable|bad request|(does|do|did) not (match|conform|satisfy)|\\breject|not (a )?valid|must (be|not|match|have)|is not a (number|date|valid)|not allowed|out of range|(check|integrity) constraint|invalid (value|argument|input|record)|illegal ?argument|poison|dead.?letter
            DUPLICATE: duplicate|seek\\w* to (offset 0|beginning|earliest)|no committed offset|reprocess|again\\b|(?<![0-9a-z])409(?![0-9])|already (written|processed|present|seen|sent|booked|charged|taken)|more than once|twice|unique constraint|foreign key|already exists|conflict
            NOT_FOUND: not found|(?<![0-9a-z])4(04|05|10)(?![0-9])|does not exist|no (such )?(route|handler|page|endpoint) (for|match)|no longer (exists|available)|unregistered|unknown (agent|handler|route|topic|queue|bucket|command)|no such (file|key|bucket)
            MISSING_SETTING: (environment|env|setting|propert|config|variable|secret|parameter|option|flag)\\w* .{0,60}(not set|missing|undefined|unset|not defined|is required)|required .{0,60}(not set|missing)|missing (required )?(environment|env|setting|config|secret)
            POOL_EXHAUSTED: pool.{0,40}(exhaust|timeout|timed out|saturat|full\\b|reached|empty|drained|limit|wait)|(obtain|acquir|borrow|lease|check.?out|get)\\w* .{0,12}(connection|session|resource|client|object) .{0,20}pool|all .{0,20}connections .{0,8}(in use|busy|taken|checked out)|pool (is )?(exhausted|timeout|saturat\\w*|full)|connection pool|too many (connections|clients)|acquir\\w+ (a )?connection|no (free|available) connection|connection limit|max_?conn|connection slots|pool_wait|waited .{0,12}connection|hikaripool|connection leak
            MEMORY_EXHAUSTED: out ?of ?memory|\\boom|heap|cannot allocate|memory (limit|pressure|usage|util)|memory_|_memory|gc (overhead|pause)|gc_pause|exit(ed)?( with)?( code)? 137|\\brss\\b|evicted
            CPU_EXHAUSTED: cpu
            DISK_EXHAUSTED: no space left|disk_|volume (is )?full|inodes?|disk (full|pressure|usage|space)|free ?storage|storage (full|space)|enospc|read-only file
            HANDLES_EXHAUSTED: too many open files|open.?(files|sockets|handles)|file.?descriptors?|fd_count|inotify|emfile|file descriptor|cannot assign requested address|ephemeral port
            THREADS_EXHAUSTED: thread ?pool|threads?_|_threads\\b|thread count|event loop (is )?block|starv|rejectedexecution|queue (is )?full|native thread|goroutine|worker(s)? (are )?(busy|exhausted)
            THROTTLED: throttl|too.many|enhance.?your.?calm|bucket (is )?empty|too frequent|load ?shed|shedding|rate.?limit|too many requests|\\b429\\b|throughput ?exceeded|quota|slow ?down|capacity exceeded|exceeded .{0,30}capacity
            TIMEOUT: time(d)?.?out|(?<![0-9a-z])(504|408|499)(?![0-9])|gave up waiting|client (went away|closed|disconnected)|deadline exceeded|exceeded deadline|exceeded .{0,12}ms|context canceled
            SLOW: slow|takes? .{0,12}(hours?|minutes|long|forever|ages)|_(minutes|hours)\\b|overdue|\\blate\\b|behind schedule|took .{0,20}(ms|s\\b|sec|min)|runtime|run.?time_|latenc|duration|p9[059]|response.?time|delay|elapsed
            LOCKED: deadlock|blocked.?(sessions|quer|transactions)|waiting for .{0,30}lock|lock on relation|row.?lock|lock.?time|lock wait|lock timeout|obtain lock|serialization failure|contention|lock_
            UNAUTHORIZED: unauthori[sz]ed|(?<![0-9a-z])40[13](?![0-9])|preflight|origin .{0,40}(refused|not allowed|denied)|missing (scope|permission|role)|insufficient (scope|permission|privilege)|not permitted|signature (mismatch|does not match)|forbidden|permission denied|access ?denied|invalid (token|audience|issuer|scope|client|session|grant|state|nonce|signature|credential|api key)|not authorized|authentication fail|csrf|cors|(without|no|unknown|missing) .{0,20}(session|cookie)|session .{0,24}(unknown|lost|not found|invalid)|redirect\\w* to .{0,10}log|login (loop|fail)|restarting login|logged out
            EXPIRED: expired|not yet valid|clock skew
            CERTIFICATE: x509|certificate|tls handshake|ssl (error|handshake)|pkix
            NAME_RESOLUTION: no such host|cannot resolve|unresolved host|dns|enotfound|name resolution|nxdomain|servfail|eai_again|getaddrinfo|could not resolve|unknownhost|server misbehaving
            UNREACHABLE: permanent.?redirect|misdirected|(?<![0-9a-z])421(?![0-9])|connection (refused|reset)|econnrefused|econnreset|broken pipe|unreachable|no route to host|dial tcp|socket hang up
            UPSTREAM: (?<![0-9a-z])50[0234](?![0-9])|circuit .{0,30}open|breaker|fallback|bad gateway|unavailable|upstream|5xx
            CRASH: panic|segfault|crash ?loop|fatal|exit(ed)?( with)?( code| status|:)|restarts?\\b|restarting|(liveness|readiness|startup) ?probe|probe failed|ready_replicas|sigkill|sigsegv|core dumped|uncaught|unhandled
            ARITHMETIC: negative|below zero|less than zero|underflow|truncat|wrap(ped)? ?around|nan\\b|infinity|division by zero|divide by zero|index out of|out of bounds|overflow|arithmetic
            WRONG_TYPE: cannot (be )?cast|type ?mismatch|classcast|typeerror|numberformat|cannot convert|invalid type
            MISSING_CODE: shared (library|object)|(is|has been|was) removed|deprecat|no longer supported|unsupported (operation|method|class)|has no attribute|is not a function|undefined method|no such method|no attribute|classnotfound|nosuchmethod|noclassdef|importerror|modulenotfound|undefined symbol|cannot find module|linkageerror|nosuchfield
            BACKLOG: lag\\b|(oldest|message|job|task)s? .{0,20}wait|backlog|oldest.?message|queue.?(depth|length|size)|unacked|pending|consumer
            WRONG_RESULT: mismatch|(after|before|past) its (due|scheduled|planned) (time|date)|hours? (off|late|early)|\\bdiffers?\\b|(does|do|did) not (add up|balance|agree)|imbalance|(has|have|with|returned|found) (no|0|zero) (row|result|hit|match|item|entr)|\\bempty\\b|\\blost\\b|missing_|\\bgap\\b|never (arrived|came)|are missing|no .{0,40}\\bleft\\b|discrepan|out of (sync|balance)|incorrect|cutoff|already passed|inconsistent|stale|zero results|empty result|wrong|unexpected (value|result)|drift
            SECURE_CHANNEL: handshake|\\bssl|\\btls\\b|cipher|unsupported protocol|protocol version|wrong version number|alert (protocol|handshake)
            OVERSIZED: too (large|big|long)|(?<![0-9a-z])4(13|31)(?![0-9])|packet.{0,20}(large|exceed)|message size|max.?(body|packet|message|payload)|(body|payload|request|entity|header).{0,20}(exceeds?|limit|size)|larger than
            NETWORK_EXHAUSTED: bandwidth|egress|ingress|bytes?.?(out|sent|received|transmit)|network_|nic\\b|packet (loss|drop)
            CACHE_MISSED: cache.?(hit|miss)|hit.?(ratio|rate)|miss.?(ratio|rate)|evict|from origin|origin.?(request|fetch|load)|cold cache
            READ_ONLY: read.?only (transaction|mode|replica|instance|database|connection|state)|not (the )?(primary|master|leader|writable)|--read-only|(promot|demot)\\w+.{0,40}(primary|master|replica|standby|instance)|(primary|master|instance).{0,40}(promot|demot)\\w+|fail(ed|ing)?.?over (started|completed|in progress|to)|due to administrator command|no longer (the )?(primary|master|leader)
            CLOCK: time.?too.?skewed|clock.{0,30}(skew|drift|unsynchroni|offset|jump|step|behind|ahead)|clock_offset|ntp|chrony|used before issued|issued in the future|iat .{0,20}future
            HARDWARE: i/o error|i/o performance|storage (subsystem|backend) (fault|fail)|input/output error|medium error|blk_update_request|bad sector|\\becc\\b|uncorrectable|machine check|\\bmce\\b|smart .{0,20}fail|disk fail|drive fail|raid .{0,20}degrad|hardware error|link is down|nic .{0,10}down|power (loss|supply|fail)
            NODE_LOST: node .{0,40}(left|lost|not ?ready|down|unreachable|terminated|preempt|drain|shut)|not ?ready.{0,20}node|preempt|spot (instance )?(interrupt|reclaim|terminat)|instance.{0,30}(terminat|reclaim|interrupt|retire)|evict|disk.?pressure|untolerated taint|nodes? (is|are) available|low on resource|no route to host|availability zone|zone .{0,20}(unavailable|outage|down)
            ACCOUNT: (domain|registration).{0,20}(expired|suspended)|clienthold|(key|subscription|licen[cs]e|account|plan|contract|trial|credit|card|access|password|client secret).{0,30}(expired|suspended|disabled|revoked|exhausted|blocked|deactivated)|(daily|monthly|hourly|usage|account|project|sending|plan).{0,12}(quota|allowance|limit).{0,20}(exceed|reach|exhaust|used)|over.?query.?limit|exceeded your .{0,40}(quota|limit|plan)|quota.{0,20}(exceed|exhaust)|payment required|(?<![0-9a-z])402(?![0-9])|past due|unpaid
            INPUT_MISSING: \\b(feed|file|delivery|dataset|dump|extract|upload)s? .{0,60}(not (yet )?(been )?(arrived|delivered|received|sent)|overdue|\\blate\\b)
            BY_HAND: ad.?hoc|\\banalyst|dbeaver|\\bpsql\\b|datagrip|tableau|metabase|looker|jupyter|manual(ly)?\\b|interactive session|(ran|started|killed|issued) by .{0,20}@
            TRAFFIC: traffic|requests?_per|requests? per|req(uest)?s?/s|rps\\b|qps\\b|throughput|surge|ddos|bot\\b|crawl
            """;
    private static final Pattern THREE_DIGITS = Pattern.compile("(?<![0-9a-z])[45][0-9]{2}(?![0-9])");
    /// What stands before a number that is the status of an answer, and not an id, a line, a count: a word that announces it, the request's
    /// path, a bracket, another status, the beginning of the message or a metric's name.
    private static final Pattern ANNOUNCED = Pattern.compile(
            "(^\\W{0,3}|[a-z][_.]|\\bhttp(s|/[0-9.]+)?\\W{1,3}"
                    + "|\\b(\\w*status(_?code)?|\\w*code|respon\\w+|return\\w*|answer\\w*|repl(y|ied|ies)|got|receiv\\w+|with|an?|errors?|fail\\w*)"
                    + "\\W{1,4}((status|code|error|is|was|of|an?)\\W{1,3}){0,3}"
                    + "|\\b[45][0-9x]{2}(s?\\W{1,3}|s? (and|or) )|(^|[\\s\"'])/\\S*\\s\\W{0,3}|\\b(https?|grpc)://\\S+\\s\\W{0,3}|[-=]> ?|→ ?|[(\\[])$");
    /// What stands behind a number that counts or measures.
    private static final Pattern MEASURED = Pattern.compile(
            "^\\s?(%|[kmg]i?b\\b|ms\\b|bytes|millis|micros|sec|minutes|hours|days|times\\b|rows|lines|items|records|entries|messages|events)"
                    + "|^ s\\b|^[.,:][0-9]");
    /// How far before a number its announcement is looked for.
    private static final int NEAR = 120;
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
        String lower = withoutMereNumbers(text.toLowerCase(Locale.ROOT));
        var found = EnumSet.noneOf(Failure.class);
        PATTERNS.forEach((failure, cues) -> {
            if (cues.matcher(lower).find()) found.add(failure);
        });
        return found;
    }

    /// The text without the numbers that look like the status of an answer and are none: row 402 is no unpaid bill.
    private static String withoutMereNumbers(String text) {
        return THREE_DIGITS.matcher(text).replaceAll(number -> {
            String before = text.substring(Math.max(0, number.start() - NEAR), number.start());
            String after = text.substring(number.end(), Math.min(text.length(), number.end() + 12));
            return ANNOUNCED.matcher(before).find() && !MEASURED.matcher(after).find() ? number.group() : "#";
        });
    }
}
