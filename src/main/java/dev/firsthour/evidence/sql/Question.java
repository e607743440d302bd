package dev.firsthour.evidence.sql;

import java.sql.ResultSet;
import java.sql.SQLException;

import org.jspecify.annotations.Nullable;

import dev.firsthour.incident.Notice;

/// One fixed query.
///
/// @param title what it tells of
/// @param sentence makes a notice of a row; null where a row is a measure (see [Reading#measure(ResultSet)])
/// @param query the query, with the bound on its rows where it takes one
/// @param needs a query whose one value is true where the answer can be believed: without a right, or with statistics switched off, many tables look
///        as if there were nothing; null where a refusal is said
/// @param remedy what to do where it cannot be asked
record Question(String title, @Nullable Sentence sentence, String query, @Nullable String needs, String remedy) {

    /// A row in words.
    interface Sentence {
        Notice of(Reading reading, ResultSet row) throws SQLException;
    }
}
