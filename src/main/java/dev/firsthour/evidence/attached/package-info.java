/// The adapter for evidence that lies in a folder of files: one incident as somebody saved it.
@NullMarked
package dev.firsthour.evidence.attached;

import org.jspecify.annotations.NullMarked;
