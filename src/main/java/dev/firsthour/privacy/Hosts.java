package dev.firsthour.privacy;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/// Tells internal host names from everything else with dots in it.
///
/// A host is internal if its name ends in a zone that the public DNS never has (RFC 6762 `.local`, `.internal` as ICANN reserved it, `.corp`, `.lan`, `.intranet`,
/// `.localdomain`, RFC 8375 `home.arpa`), in a provider's own (`compute.amazonaws.com` names carry an address), or in an ending that the installation
/// names; or if it is a name that carries its address, as in `ip-10-0-3-17`. Names within a cluster (`checkout.shop.svc.cluster.local`) are names of services:
/// the analysis stands on them, and they stay, as do single words such as `checkout` or `db-1`.
final class Hosts {

    private static final int LONGEST_NAME = 253;
    private static final Set<String> ZONES = Set.of("internal", "local", "corp", "lan", "intranet", "localdomain", "private", "home.arpa");
    /// Names of services in a cluster, a container network or a mesh.
    private static final List<String> SERVICES = List.of(".svc.cluster.local", ".cluster.local", ".svc", ".docker.internal",
            ".containers.internal", ".service.consul");
    private static final Set<String> NOBODYS = Set.of("metadata.google.internal", "host.docker.internal", "localhost.localdomain",
            "gateway.docker.internal");

    private final Set<String> zones = new HashSet<>(ZONES);
    private final Set<String> lastLabels = new HashSet<>();

    Hosts(List<String> internalDomains) {
        internalDomains.forEach(domain -> zones.add((domain.startsWith(".") ? domain.substring(1) : domain).toLowerCase(Locale.ROOT)));
        zones.forEach(zone -> lastLabels.add(zone.substring(zone.lastIndexOf('.') + 1)));
        lastLabels.add("com");
    }

    /// Where the run of letters, digits, dashes and single dots that begins at `start` ends. Takes time linear in the run.
    static int nameEnd(String text, int start) {
        int end = start;
        while (end < text.length()) {
            char c = text.charAt(end);
            boolean joins = (c == '.' || c == '-') && end + 1 < text.length()
                    && (Letters.isAlphanumeric(text.charAt(end + 1)) || (c == '-' && text.charAt(end + 1) == '-'));
            if (!Letters.isAlphanumeric(c) && !joins) break;
            end++;
        }
        return end;
    }

    /// The internal host whose name is the whole run from `start` to `end`.
    PersonalData.@Nullable Found at(String text, int start, int end) {
        if (end - start > LONGEST_NAME) return null;
        int label = end;
        while (label > start && text.charAt(label - 1) != '.')
            label--;
        if (label == start) return addressed(text, start, end);
        if (end < text.length() && (text.charAt(end) == '_' || text.charAt(end) == '(' || text.charAt(end) == '@')) return null;
        // The name behind a slash or a dollar is a path or a class.
        if (start > 0 && (text.charAt(start - 1) == '.' || text.charAt(start - 1) == '_' || text.charAt(start - 1) == '$'
                || text.charAt(start - 1) == '@'))
            return null;
        if (label >= end || !Letters.isLetter(text.charAt(end - 1)) || !lastLabels.contains(lower(text, label, end))) return null;
        String name = lower(text, start, end);
        return isInternal(name) ? new PersonalData.Found(start, end, Pseudonyms.Kind.HOST, name) : null;
    }

    private boolean isInternal(String name) {
        if (NOBODYS.contains(name)) return false;
        for (String service : SERVICES) {
            if (name.endsWith(service)) return false;
        }
        if (name.endsWith(".amazonaws.com")) return name.startsWith("ec2-") && name.contains(".compute");
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
            if (zones.contains(name.substring(dot + 1))) return true;
        }
        return false;
    }

    // `ip-10-0-3-17`, as clouds name their machines.
    private static PersonalData.@Nullable Found addressed(String text, int start, int end) {
        if (end - start < 10 || end - start > 18 || !text.startsWith("ip-", start)) return null;
        int octets = 0;
        int at = start + 3;
        while (at < end) {
            int from = at;
            int value = 0;
            while (at < end && Letters.isDigit(text.charAt(at)) && at - from < 4)
                value = value * 10 + text.charAt(at++) - '0';
            if (at == from || value > 255) return null;
            octets++;
            if (at < end && text.charAt(at++) != '-') return null;
        }
        return octets == 4 ? new PersonalData.Found(start, end, Pseudonyms.Kind.HOST, text.substring(start, end)) : null;
    }

    private static String lower(String text, int start, int end) {
        return text.substring(start, end).toLowerCase(Locale.ROOT);
    }
}
