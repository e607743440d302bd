package dev.firsthour.privacy;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import com.google.re2j.Pattern;

/// Finds sentences that are worded for a language model rather than for a person: instructions planted where telemetry should be.
///
/// A list of rules over single sentences, each named in words. It knows how such sentences are commonly worded in English (and the classic one in
/// five more languages) and nothing else: who words it anew gets past, which is why nothing stands on this detector alone. A sentence is
/// only held against the rules if it has one of their key words, so ordinary logs cost one walk over their words. Linear in the text.
public final class Instructions {

    /// How a sentence gave itself away.
    ///
    /// @param rule in words
    /// @param start where the sentence begins
    /// @param end where it ends
    public record Sign(String rule, int start, int end) {}

    /// What sort of text is looked at.
    public enum Origin {
        /// Written by programs: a question or a request in it is out of place.
        PROGRAM,
        /// Written by people, who put questions and ask each other for things: only what no colleague would write counts.
        PERSON
    }

    /// More of one text is not needed to know it for what it is.
    private static final int MOST_SIGNS = 20;
    private static final int LONGEST_SENTENCE = 600;
    private static final int LONGEST_KEY = 16;

    private record Rule(String name, boolean amongPeople, Set<String> keys, Pattern pattern) {}

    private static final String MODEL = "(?:ai|a\\.i\\.|llm|llms|language models?|chat ?bot|(?:ai|llm|ml)[ -](?:agent|assistant|model|system|tool)s?|assistant|copilot"
            + "|(?:chat)?gpt(?:-?[0-9o.]+)?|claude|gemini|sre agent|incident agent|investigat(?:or|ion|ing) agent)";
    private static final String POLITE = "(?:\\W*(?:please|important|note|also|then|and|now|instead|so|next|first|finally|you (?:must|should|will|have to|need to)"
            + "|always|just|simply|immediately)[\\s:,]+)*\\W*";
    private static final String ANSWER = "(?:answer|response|reply|replies|responses|answers|output|message|explanation|elucidation)";
    private static final String FEW = "(?:\\s+[^\\s,;:.]+){0,6}?\\s+";

    private static final List<Rule> RULES = List.of(
            rule("asks to ignore instructions", true,
                    "ignore ignoring disregard forget override overrule bypass instructions instruction prompt prompts guidelines",
                    "\\b(?:ignore|ignoring|disregard|forget|override|overrule|bypass|do not follow|don.?t follow|stop following|drop)\\b"
                            + FEW
                            + "(?:instructions?|prompts?|guidelines?|directives?|system messages?|programming)\\b"
                            + "|\\b(?:ignore|disregard|forget|override|bypass)\\b(?:\\s+\\S+){0,2}?\\s+(?:previous|prior|preceding|above|earlier|your|foregoing)\\s+(?:\\S+\\s+){0,2}?"
                            + "(?:rules?|commands?|context|constraints?|restrictions?|training|polic(?:y|ies)|orders|task|conversation|text|data|findings?|evidence)\\b"
                            + "|\\b(?:ignore|disregard|forget)\\s+(?:everything|anything|all)\\s+(?:\\S+\\s+)?(?:above|before|previous(?:ly)?|prior|so far|you)\\b"
                            + "|\\b(?:ignore|disregard|forget)\\s+(?:all\\s+)?(?:of\\s+)?(?:the\\s+)?above\\b"),
            rule("asks to ignore instructions", true,
                    "ignoriere ignorieren vergiss missachte ignorez oubliez ignora ignore olvida dimentica ignorar esqueca negeer vergeet",
                    "\\b(?:ignoriere?n?|vergiss|missachte|ignorez|oubliez|ignora|ignore|olvida|dimentica|esqueca|negeer|vergeet)\\b" + FEW
                            + "(?:anweisungen|instruktionen|vorgaben|consignes|instrucciones|istruzioni|instrucoes|instructies)\\b"),
            rule("gives a model a new part", true,
                    "you pretend roleplay jailbreak developer act behave respond answer anything now",
                    "\\byou are (?:now|no longer) (?:an?|in|my|the|acting|going|free|unrestricted|operating)\\b"
                            + "|\\byou are (?:an?|my|the) (?:[\\w-]+ ){0,4}?(?:assistant|ai|model|chatbot|llm|bot|hacker|pirate)\\b"
                            + "|(?:^|[.:,;]\\s*|\\b(?:please|and|must|should|now|will|you)\\s+)(?:act|behave|respond|answer) as (?:if|though|an? (?:[\\w-]+ ){0,3}?"
                            + MODEL + ")\\b"
                            + "|\\bpretend (?:to be|you|that you)\\b|\\broleplay as\\b|\\bfrom now on,? (?:you|your|answer|respond|always|only)\\b"
                            + "|\\bdeveloper mode (?:is )?(?:enabled|on|activated)\\b|\\bjailbreak\\b|\\bdo anything now\\b"),
            rule("announces new instructions", true, "instructions instruction prompt directive directives orders",
                    "\\b(?:new|updated|revised|real|actual|important|additional|secret|hidden|special|override) (?:system |developer |admin )?(?:instructions?|directives?|prompt|orders)\\b\\s*(?:[:;]|for|are|is|follow)"
                            + "|\\b(?:your|the) system prompt\\b|\\bsystem (?:instruction|override)s?\\s*:|\\b(?:follow|obey|execute) (?:these|this|the following|my) (?:instructions?|directives?|orders)\\b"
                            + "|\\breveal\\b" + FEW + "(?:prompt|instructions)\\b"),
            rule("is marked up as a turn of a conversation", true,
                    "<< <| ## start_of_turn end_of_turn inst assistant",
                    "<\\|(?:im_start|im_end|im_sep|system|user|assistant|eot_id|start_header_id|end_header_id|endoftext|begin_of_text|end|begin)\\|>"
                            + "|<(?:start|end)_of_turn>|\\[/?inst\\]|<</?sys>>|<<(?:data|end) ?[0-9a-f]*>>"
                            + "|(?:^|\\s)#{2,4} ?(?:instructions?|system(?: prompt)?|assistant|human|user)\\s*:"
                            + "|^\\W*(?:system|assistant)\\s*:\\s+(?:you |ignore |please |the (?:user|assistant) )"),
            rule("speaks to a model", true, "ai llm llms language chatbot chat assistant copilot gpt chatgpt claude gemini agent",
                    "\\b(?:attention|note|message|instructions?|memo|notice|hello|hi|hey|dear|important|listen|reminder|reading|reads?)\\b[\\s:,!-]*(?:(?:to|for|from)[\\s:]+)?(?:the |any |all |every |an? )?"
                            + MODEL
                            + "\\b(?:\\s*[:,;.!-]|\\s+(?:reading|processing|analy[sz]ing|that|which|who|you|must|should|in charge|investigating)\\b|$)"
                            + "|\\bif you(?:.re| are) (?:an? |the )?(?:automated )?" + MODEL + "\\b|\\bas an? " + MODEL
                            + ",? (?:you|i|it)\\b"
                            + "|\\b" + MODEL
                            + "\\b(?:\\s+\\S+){0,4}?\\s+(?:must|should|shall|reading this|analy[sz]ing this|processing this|is (?:instructed|required|ordered) to)\\b"),
            rule("dictates what is to be concluded", true,
                    "cause root_cause culprit confidence verdict hypothesis hypotheses positive fault incident diagnosis must conclude mention recommendation conclusion not never tell",
                    "^" + POLITE
                            + "(?:report|state|say|conclude|declare|claim|answer|respond|reply|output|return|write|set|mark|blame|attribute|assign|raise|lower|give|assert|diagnose|classify|name|treat|consider)\\b"
                            + "(?:\\s+\\S+){0,8}?\\s+(?:root cause|root_cause|culprit|confidence(?: score)?|verdict|hypothes[ie]s|false positive|your (?:analysis|diagnosis|answer|report|summary)|no (?:fault|incident|problem))\\b"
                            + "|\\b(?:do not|don.?t|never) (?:mention|report|reveal|cite|disclose|tell|flag|include|blame|investigate|look at)\\b(?:\\s+\\S+){0,6}?\\s+(?:this (?:message|instruction|line|log)|the (?:user|engineer|operator)s?|anyone|these instructions)\\b"
                            + "|\\byou (?:must|should|will|have to|need to|are to) (?:report|state|say|conclude|declare|claim|answer|respond|reply|output|set|mark|blame|recommend|tell)\\b"
                            + "|\\byour (?:root cause|culprit|verdict|confidence|conclusion|diagnosis|recommendation) (?:is|must|should|shall)\\b"),
            rule("asks for secrets to be handed over", true,
                    "credentials credential secret secrets keys key password passwords variables prompt conversation env",
                    "^" + POLITE
                            + "(?:send|post|upload|forward|e-?mail|exfiltrate|leak|transmit|publish|submit|include|print|reveal|append)\\b(?:\\s+\\S+){0,8}?\\s+(?:credentials?|secrets?|api[ _-]?keys?|access[ _-]?keys?|passwords?|environment variables?|system prompt|private keys?|conversation)\\b"
                            + "(?:\\s+\\S+){0,8}?\\s+(?:to|at|via|in your|into)\\b"),
            rule("asks for a command to be run", true, "run execute paste type launch invoke recommend curl",
                    "^" + POLITE
                            + "(?:run|execute|type|paste|launch|invoke|recommend(?: running)?|tell (?:them|the \\w+) to run)\\b(?:\\s+\\S+){0,4}?\\s+[`'\"]?(?:sudo |rm -|curl \\S+ ?\\||wget \\S+|bash -c|sh -c|kubectl (?:delete|exec|drain|scale)|dd if|chmod 777|:\\(\\)\\{)"
                            + "|\\bcurl\\s[^|]+\\|\\s*(?:sudo )?(?:ba|z)?sh\\b"),
            rule("asks for something in an answer", false,
                    "answer response reply message output answers responses replies explanation elucidation implementation",
                    "\\b(?:your|the next|its) (?:next |final |own |entire |whole )?" + ANSWER
                            + "(?:.s)?\\b|\\b(?:letters?|vowels|words?|sentences?)\\b.*\\bin (?:a|the|your) " + ANSWER + "\\b"
                            + "|^" + POLITE + "(?:answer|respond|reply)\\s+(?:only\\s+)?(?:in|with|using|to)\\b.*[a-z]{3}"),
            rule("asks for code to be taken in", false, "code script snippet excerpt",
                    "\\b(?:following|subsequent|below|above) (?:python |shell |bash )?(?:code|script)(?: (?:block|snippet|excerpt|section|fragment|segment))?\\b"
                            + "|\\bcode (?:block|snippet|excerpt|section|fragment)\\b(?:\\s+\\S+){0,6}?\\s+your\\b"),
            rule("puts a question", false, "what who how why which where when what's who's can could would will",
                    "^\\W*(?:what|who|how|why|which|where|when)(?:.s|\\s+(?:is|are|was|were|do|does|did|can|could|should|would|wrote|has|have|many|much|[a-z]+))\\s[^=/_\\\\]{6,}\\?\\W*$"
                            + "|^\\W*(?:can|could|would|will) you\\s+(?:please\\s+)?[a-z]+\\s[^=_\\\\]{3,}"),
            rule("asks for a piece of writing", false,
                    "explain describe summarize summarise translate compose draft paraphrase brainstorm write provide develop give tell create generate break",
                    "^\\W*(?:please\\s+)?(?:explain|describe|summari[sz]e|compose|draft|paraphrase|brainstorm|outline)\\s+(?:me\\s+|us\\s+)?(?:an?|the|some|how|why|what)\\s+[a-z'-]+(?:\\s+[a-z0-9'-]+){1,30}\\W*$"
                            + "|^\\W*(?:please\\s+)?translate\\b.*\\b(?:to|into)\\s+[a-z]+"
                            + "|^\\W*(?:please\\s+)?break down the\\s+[a-z]+\\s"
                            + "|^\\W*(?:please\\s+)?(?:write|create|generate|provide|develop|compose|give|tell)\\s+(?:me\\s+)?(?:an?|the|some)\\s+(?:[\\w-]+\\s+){0,4}(?:story|poem|essay|letter|speech|joke|song|article|example|equivalent|haiku|tweet|blog|limerick|recipe)\\b"));

    private static final Set<String> KEYS = keys();

    private Instructions() {}

    private static Rule rule(String name, boolean amongPeople, String keys, String pattern) {
        return new Rule(name, amongPeople, new HashSet<>(Arrays.asList(keys.split(" "))), Pattern.compile(pattern));
    }

    private static Set<String> keys() {
        Set<String> keys = new HashSet<>();
        RULES.forEach(rule -> keys.addAll(rule.keys));
        return keys;
    }

    /// The sentences of a text that are worded for a model, in order, at most 20 of them.
    public static List<Sign> in(String text, Origin origin) {
        List<Sign> signs = new ArrayList<>();
        int start = 0;
        while (start < text.length() && signs.size() < MOST_SIGNS) {
            int end = sentenceEnd(text, start);
            Sign sign = sign(text, start, end, origin);
            if (sign != null) signs.add(sign);
            start = end;
        }
        return signs;
    }

    /// The text with each such sentence replaced by a note of its length.
    public static String withheld(String text, Origin origin) {
        List<Sign> signs = in(text, origin);
        if (signs.isEmpty()) return text;
        StringBuilder copy = new StringBuilder(text.length());
        int done = 0;
        for (Sign sign : signs) {
            copy.append(text, done, sign.start).append("[withheld: ").append(sign.end - sign.start).append(" characters, which ")
                    .append(sign.rule.startsWith("is ") ? "are" + sign.rule.substring(2) : "read as if: " + sign.rule).append(']');
            done = sign.end;
        }
        // Where the signs were too many to list, what follows is not shown either.
        return signs.size() < MOST_SIGNS
                ? copy.append(text, done, text.length()).toString()
                : copy.append("[withheld: the rest]").toString();
    }

    private static @Nullable Sign sign(String text, int start, int end, Origin origin) {
        if (!hasKey(text, start, end)) return null;
        String sentence = folded(text.substring(start, end));
        for (Rule rule : RULES) {
            if (origin == Origin.PERSON && !rule.amongPeople) continue;
            if (holdsKey(rule, sentence) && rule.pattern.matcher(sentence).find()) return new Sign(rule.name, start, end);
        }
        return null;
    }

    private static boolean holdsKey(Rule rule, String sentence) {
        for (String key : rule.keys) {
            if (sentence.contains(key)) return true;
        }
        return false;
    }

    // One walk over the words; a letter that is not ASCII may stand for one that is, so it sends the sentence to the rules.
    private static boolean hasKey(String text, int start, int end) {
        char[] word = new char[LONGEST_KEY];
        int length = 0;
        for (int i = start; i <= end; i++) {
            char c = i < end ? text.charAt(i) : ' ';
            if (Letters.isLetter(c) || c == '_') {
                if (length < LONGEST_KEY) word[length] = Letters.lower(c);
                length++;
            } else if (c >= 128 && Character.isLetter(c)) {
                return true;
            } else {
                if ((c == '<' && i + 1 < end && (text.charAt(i + 1) == '<' || text.charAt(i + 1) == '|'))
                        || (c == '#' && i + 1 < end && text.charAt(i + 1) == '#')) {
                    return true;
                }
                if (length >= 2 && length <= LONGEST_KEY && KEYS.contains(new String(word, 0, length))) return true;
                length = 0;
            }
        }
        return false;
    }

    // Letters that look alike become alike: compatibility forms by NFKC, accents dropped, and the Cyrillic and Greek twins of Latin letters.
    private static String folded(String sentence) {
        String text = sentence;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 128) {
                text = twins(Normalizer.normalize(text, Normalizer.Form.NFKD));
                break;
            }
        }
        return text.toLowerCase(Locale.ROOT).replaceAll("\\s+", " ").strip();
    }

    private static final String TWINS = "аеорсухіјѕԁһԛԝвкмнтαοερικνυτ";
    private static final String LATIN = "aeopcyxijsdhqwbkmhtaoepiknut";

    private static String twins(String text) {
        StringBuilder folded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = Character.toLowerCase(text.charAt(i));
            if (Character.getType(c) == Character.NON_SPACING_MARK) continue;
            int twin = c < 128 ? -1 : TWINS.indexOf(c);
            folded.append(twin < 0 ? c : LATIN.charAt(twin));
        }
        return folded.toString();
    }

    private static int sentenceEnd(String text, int start) {
        int limit = Math.min(text.length(), start + LONGEST_SENTENCE);
        for (int i = start; i < limit; i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\r') return i + 1;
            boolean stop = c == '.' || c == '!' || c == '?' || c == ';';
            if (stop && (i + 1 == text.length() || Letters.isSpace(text.charAt(i + 1)))) return i + 1;
            // A line break that was escaped, as in JSON.
            if (c == '\\' && i + 1 < limit && text.charAt(i + 1) == 'n') return i + 2;
        }
        if (limit == text.length()) return limit;
        int blank = text.lastIndexOf(' ', limit - 1);
        return blank > start + LONGEST_SENTENCE / 2 ? blank + 1 : limit;
    }
}
