/* The processes that run on a GPU, and the one that asks. */
#include "double.h"
#include <string.h>
#include <unistd.h>

EXPORT int nvmlSystemGetProcessName(unsigned int pid, char *name, unsigned int length) {
    int complaint = pid == (unsigned int)getpid() ? null_is_invalid(name) : NOT_FOUND;
    int code = enter(FN_nvmlSystemGetProcessName, SYSTEM, "", complaint);
    return copy_text(code, FN_nvmlSystemGetProcessName, SYSTEM, "", name, length);
}

/* Ends a call that lists things: counted of them were found, and there is room for some. */
static int copy_list(unsigned int *count, unsigned int counted, void *to, const void *from, size_t size) {
    unsigned int room = *count;
    *count = counted;
    if (counted > room) {
        return INSUFFICIENT_SIZE;
    }
    if (counted > 0) {
        if (to == NULL) {
            return INVALID_ARGUMENT;
        }
        memcpy(to, from, counted * size);
    }
    return SUCCESS;
}

static int list(enum function_id function, handle device, unsigned int *count, struct process_info *infos) {
    struct processes found = {0};
    int code = get(function, device, "", null_is_invalid(count), &found, sizeof found);
    if (code == SUCCESS && found.infoCount > MOST_PROCESSES) {
        code = UNKNOWN;
    }
    return code == SUCCESS ? copy_list(count, found.infoCount, infos, found.infos, sizeof *infos) : code;
}

#define PROCESSES(name)                                                                                                \
    EXPORT int name(handle device, unsigned int *count, struct process_info *infos) {                                  \
        return list(FN_##name, device, count, infos);                                                                  \
    }

PROCESSES(nvmlDeviceGetComputeRunningProcesses_v3)
PROCESSES(nvmlDeviceGetGraphicsRunningProcesses_v3)
PROCESSES(nvmlDeviceGetMPSComputeRunningProcesses_v3)

/* Of the captured samples, those that are newer; NOT_FOUND where none is. */
EXPORT int nvmlDeviceGetProcessUtilization(
    handle device, struct process_sample *utilization, unsigned int *count, unsigned long long last_seen) {
    struct process_samples found = {0};
    unsigned int newer = 0;
    int code = get(FN_nvmlDeviceGetProcessUtilization, device, "", null_is_invalid(count), &found, sizeof found);
    if (code == SUCCESS && found.processSamplesCount > MOST_PROCESSES) {
        code = UNKNOWN;
    }
    for (unsigned int i = 0; code == SUCCESS && i < found.processSamplesCount; i++) {
        if (found.utilization[i].timeStamp > last_seen) {
            found.utilization[newer++] = found.utilization[i];
        }
    }
    if (code == SUCCESS && newer == 0) {
        code = NOT_FOUND;
    }
    return code == SUCCESS ? copy_list(count, newer, utilization, found.utilization, sizeof *utilization) : code;
}
