/// What tests of several packages need: peers, and where things lie.
@NullMarked
package dev.firsthour.testing;

import org.jspecify.annotations.NullMarked;
