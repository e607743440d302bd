package dev.firsthour.evidence.sql;

import java.util.List;

/// A database as it is made: what it is asked by, and how it is held to reading.
interface Product {

    /// A transaction or a statement that takes so long is worth a look.
    int LONG_SECONDS = 5;

    /// What is executed before each query, in the transaction that is rolled back after it or in the session, so that it can only read and ends by itself.
    List<String> before(long milliseconds);

    /// @param rows how many rows each gives at most
    List<Question> questions(int rows);
}
