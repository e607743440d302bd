package dev.firsthour.investigation;

import java.util.LinkedHashMap;
import java.util.Map;

import dev.firsthour.llm.Abilities;
import dev.firsthour.llm.LanguageModel;
import dev.firsthour.llm.Probe;
import dev.firsthour.llm.Prompt;
import dev.firsthour.llm.Reply;
import dev.firsthour.llm.ScriptedModel;

/// One scripted model for each agent, told apart by what the system says of its part: agents at work at once keep to their own scripts.
final class Cast implements LanguageModel {

    static final Abilities ABLE = new Abilities(32_000, 2048, Abilities.Ability.YES, Probe.Schema.HONOURED, 60);

    private final Map<String, ScriptedModel> parts = new LinkedHashMap<>();
    private Abilities abilities = ABLE;

    Cast part(String agent, ScriptedModel script) {
        parts.put(agent, script);
        return this;
    }

    Cast able(Abilities others) {
        abilities = others;
        return this;
    }

    ScriptedModel part(String agent) {
        ScriptedModel part = parts.get(agent);
        if (part == null) throw new AssertionError("nobody has a script for the " + agent + " agent");
        return part;
    }

    @Override
    public String name() {
        return "scripted/cast";
    }

    @Override
    public Abilities abilities() {
        return abilities;
    }

    @Override
    public Reply ask(Prompt prompt) {
        return part(agent(prompt)).ask(prompt);
    }

    private static String agent(Prompt prompt) {
        for (Specialist who : Specialist.values()) {
            if (prompt.system().contains(who.matter())) return who.word();
        }
        if (prompt.system().contains("lead of an incident response")) return "planner";
        return prompt.system().contains("sceptical") ? "sceptic" : "reasoning";
    }

    void assertAllAsked() {
        parts.values().forEach(ScriptedModel::assertAllAsked);
    }
}
