package io.kestra.plugin.scripts.shell;

import io.kestra.core.models.annotations.Plugin;
import io.kestra.core.models.property.Property;
import io.kestra.core.models.tasks.RunnableTask;
import io.kestra.core.models.tasks.runners.TargetOS;
import io.kestra.core.runners.RunContext;
import io.kestra.plugin.scripts.exec.AbstractExecScript;
import io.kestra.plugin.scripts.exec.scripts.models.ScriptOutput;
import jakarta.validation.constraints.NotNull;
import java.util.List;

/**
 * The shell plugin's task type, of which Maven Central has no artifact: the properties that the flows use, over the
 * engine's own script runner. Everything else in these tests is Kestra itself.
 */
@Plugin
public class Commands extends AbstractExecScript implements RunnableTask<ScriptOutput> {

    @NotNull
    protected Property<List<String>> commands;

    protected Property<String> containerImage = Property.ofValue("none");

    public Property<List<String>> getCommands() {
        return commands;
    }

    @Override
    public Property<String> getContainerImage() {
        return containerImage;
    }

    @Override
    public ScriptOutput run(RunContext runContext) throws Exception {
        TargetOS os = runContext.render(getTargetOS()).as(TargetOS.class).orElse(TargetOS.AUTO);
        return commands(runContext)
            .withTargetOS(os)
            .withInterpreter(getInterpreter())
            .withBeforeCommands(getBeforeCommands())
            // This is what adds `set -e`.
            .withBeforeCommandsWithOptions(true)
            .withCommands(commands)
            .run();
    }
}
