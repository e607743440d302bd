package dev.firsthour.diagnosis;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// What sort of fault it is, for those who decide whom to call: more of something, another setting, another machine, another version.
///
/// Read from the words in which platforms, runtimes and alerts speak; what is denied ("without OOM") is left out first. Cost: a few
/// patterns over texts of some hundred characters. Limit: English, and only what is said.
enum FaultKind {
    /// Something that is limited ran out or is saturated.
    RESOURCE_EXHAUSTION("resource exhaustion"),
    /// A setting, a manifest, a name or a permission is wrong.
    CONFIGURATION_ERROR("configuration error"),
    /// A machine, a zone, a network or the platform itself failed.
    INFRASTRUCTURE("infrastructure failure");

    private static final Set<Failure> OF_RESOURCES = EnumSet.of(Failure.POOL_EXHAUSTED, Failure.MEMORY_EXHAUSTED, Failure.CPU_EXHAUSTED,
            Failure.DISK_EXHAUSTED, Failure.HANDLES_EXHAUSTED, Failure.THREADS_EXHAUSTED, Failure.THROTTLED, Failure.BACKLOG,
            Failure.LOCKED);
    private static final Set<Failure> OF_SETTINGS = EnumSet.of(Failure.NAME_RESOLUTION, Failure.UNAUTHORIZED, Failure.EXPIRED,
            Failure.CERTIFICATE);

    private static final Pattern RESOURCES = Pattern.compile("insufficient (cpu|memory|resources|capacity|ip)|exhaust|saturat|oomkill|evict"
            + "|low storage|out of (storage|disk|memory)|max_connections|replication lag|replicalag|checkpoint storm|vacuum|\\bwal\\b"
            + "|cpu ?(utili[sz]ation|saturation|throttl)|memory ?pressure|disk ?pressure|pid ?pressure|exceeded quota|limit reached|reached .{0,20}limit|free(able)? ?memory|free ?storage|swap|burst ?balance|credit ?balance|almost used up|low on resource|disk ?queue");
    private static final Pattern SETTINGS = Pattern
            .compile("config(uration)? (error|is invalid|invalid|missing)|misconfigur|env(ironment)? ?var"
                    + "|required .{0,40}(is )?not set|image ?pull|pull(ing)? image|errimage|invalidimage|manifest|createcontainerconfigerror|config ?map"
                    + "|secret .{0,60}not found|(liveness|readiness|startup) ?probe|probe failed|progress ?deadline|rollout|node ?selector|affinity|taint"
                    + "|volume ?mount|parameter group|pg_hba|force_ssl|security group|network ?polic|acl\\b|route table|cidr|dns|no such host|runcontainer|containercannotrun|failed to start container|executable file not found|exec: |no such file or directory|exec format error|permission denied|forbidden: user|rbac|service ?account|admission webhook|crash ?loop|back-?off restarting|failedmount|unauthori[sz]ed|authentication|password|credential|invalid (value|argument|option|flag)|selector does not match");
    private static final Pattern MACHINES = Pattern
            .compile("node ?not ?ready|node .{0,60}(is )?(not ready|lost|unreachable|down|terminated)"
                    + "|kubelet (has )?stopped|fail(ed)? ?over|multi-az|hardware|underlying host|host (failure|failed)|availability zone|zone outage"
                    + "|network (partition|is unreachable|outage)|instance .{0,40}(terminated|unreachable|recovered|failed)|spot interruption"
                    + "|volume .{0,40}(detached|failed|stuck)|disk failure|node (failure|drain|eviction)|power|taintmanager");
    private static final Pattern DENIED = Pattern
            .compile("\\b(without|rather than|instead of|neither|no evidence of|ruled out|not an?)\\b[^.;\\u2014]*");

    /// The words for people.
    final String words;

    FaultKind(String words) {
        this.words = words;
    }

    /// How strongly a text speaks for each kind: 1 for each sort of sign that it holds; kinds that it does not speak for are absent.
    static Map<FaultKind, Double> in(String text) {
        String said = DENIED.matcher(text.toLowerCase(Locale.ROOT)).replaceAll(" ");
        Set<Failure> failures = Failure.in(said);
        Map<FaultKind, Double> kinds = new EnumMap<>(FaultKind.class);
        count(kinds, RESOURCE_EXHAUSTION, RESOURCES.matcher(said).find(), failures, OF_RESOURCES);
        count(kinds, CONFIGURATION_ERROR, SETTINGS.matcher(said).find(), failures, OF_SETTINGS);
        count(kinds, INFRASTRUCTURE, MACHINES.matcher(said).find(), failures, Set.of());
        return kinds;
    }

    private static void count(Map<FaultKind, Double> kinds, FaultKind kind, boolean said, Set<Failure> failures, Set<Failure> of) {
        double signs = said ? 1 : 0;
        for (Failure failure : failures) {
            if (of.contains(failure)) {
                signs += 1;
                break;
            }
        }
        if (signs > 0) kinds.put(kind, signs);
    }
}
