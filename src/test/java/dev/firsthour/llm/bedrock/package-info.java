@NullMarked
package dev.firsthour.llm.bedrock;

import org.jspecify.annotations.NullMarked;
