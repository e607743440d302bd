package dev.firsthour.evidence.sql;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where a database is, read from the address that is configured.
///
/// @param host one host
/// @param database which one there; may be empty
/// @param url what its driver is given: of MySQL and MariaDB without the database, as connecting to one takes a right to its data
record Address(boolean isPostgres, String host, int port, String database, String url) {

    private static final Pattern FORM = Pattern.compile(
            "jdbc:(postgresql|mysql|mariadb)://(\\[[0-9A-Fa-f:.]+]|[\\w.-]+)(?::(\\d{1,5}))?/([\\w$.-]*)(\\?.*)?");
    /// What may follow: how the connection is encrypted. All else is chosen here.
    private static final Set<String> ENCRYPTION = Set.of("sslmode", "sslrootcert", "sslcert", "sslkey", "sslnegotiation", "channelbinding",
            "serversslcert", "serverrsapublickeyfile", "allowpublickeyretrieval", "truststore", "truststoretype", "keystore",
            "keystoretype",
            "enabledsslprotocolsuites", "enabledsslciphersuites");

    /// @param setting the setting that holds it, for complaints
    /// @throws IllegalArgumentException if it is none, or says more than where the database is and how to encrypt
    static Address of(String configured, String setting) {
        Matcher parts = FORM.matcher(configured);
        if (!parts.matches()) {
            throw new IllegalArgumentException(setting + " is an address of one host, as in jdbc:postgresql://host:5432/orders or "
                    + "jdbc:mysql://host:3306/orders, with neither user nor password");
        }
        String parameters = parts.group(5) == null ? "" : parts.group(5);
        for (String parameter : parameters.isEmpty() ? List.<String>of() : List.of(parameters.substring(1).split("&"))) {
            String name = parameter.replaceFirst("=.*", "");
            if (!ENCRYPTION.contains(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException(
                        setting + " ends with " + name + ": only parameters on encryption may follow, as sslmode; "
                                + "a password stands in a setting of its own");
            }
        }
        boolean isPostgres = parts.group(1).equals("postgresql");
        int port = parts.group(3) == null ? isPostgres ? 5432 : 3306 : Integer.parseInt(parts.group(3));
        String database = parts.group(4);
        return new Address(isPostgres, parts.group(2), port, database, (isPostgres ? "jdbc:postgresql://" : "jdbc:mariadb://")
                + parts.group(2) + ":" + port + "/" + (isPostgres ? database : "") + parameters);
    }

    /// As people write it.
    @Override
    public String toString() {
        return host + ":" + port + "/" + database;
    }
}
