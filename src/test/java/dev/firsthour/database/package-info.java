@NullMarked
package dev.firsthour.database;

import org.jspecify.annotations.NullMarked;
