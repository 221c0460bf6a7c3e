package makerates;

import io.kestra.core.models.dashboards.Dashboard;
import io.kestra.core.models.dashboards.charts.Chart;
import io.kestra.core.models.dashboards.charts.DataChart;
import io.kestra.core.models.validations.ModelValidator;
import io.kestra.core.serializers.YamlParser;
import io.kestra.core.services.ChartDataService;
import io.micronaut.context.ApplicationContext;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import java.io.IOException;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A dashboard as the engine reads, checks and computes it; nothing is stored (the open-source engine can't). */
final class DashboardYaml {
    private final ApplicationContext engine;
    private final String yaml;

    DashboardYaml(ApplicationContext engine, String yaml) {
        this.engine = engine;
        this.yaml = yaml;
    }

    /** Parses and validates it; a fresh copy every time, because computing a chart changes its filters. */
    Dashboard validated() throws ConstraintViolationException {
        Dashboard dashboard = YamlParser.parse(yaml, Dashboard.class);
        engine.getBean(ModelValidator.class).validate(dashboard);
        return dashboard;
    }

    /** Why the engine refuses it; empty if it does not. */
    List<String> errors() {
        try {
            validated();
            return List.of();
        } catch (ConstraintViolationException error) {
            Set<ConstraintViolation<?>> all = error.getConstraintViolations();
            return all == null || all.isEmpty()
                ? List.of(error.getMessage())
                : all.stream().map(v -> v.getPropertyPath() + ": " + v.getMessage()).sorted().toList();
        } catch (RuntimeException error) { // a validator that itself fails, as on data without columns
            return List.of(error.toString());
        }
    }

    List<String> chartIds() {
        return validated().getCharts().stream().map(Chart::getId).toList();
    }

    /** The data of a chart over a window: for each row, the value of each column, by the column's name. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    List<Map<String, Object>> rows(String chartId, ZonedDateTime start, ZonedDateTime end) throws IOException {
        ChartDataService charts = engine.getBean(ChartDataService.class);
        Chart<?> found = validated().getCharts().stream().filter(c -> c.getId().equals(chartId)).findFirst().orElseThrow();
        if (!(found instanceof DataChart chart)) {
            throw new IllegalArgumentException(chartId + " shows no data");
        }
        chart.getData().updateWhereWithGlobalFilters(List.of(), start, end);
        return charts.generate(Engine.TENANT, chart, start, end, null);
    }
}
