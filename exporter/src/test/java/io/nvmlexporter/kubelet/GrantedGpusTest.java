package io.nvmlexporter.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import io.nvmlexporter.kubelet.RunningContainer.Gpus;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What containers were made with, as runtimes write it, and the GPUs they have by that. */
class GrantedGpusTest {
    /** The expectation: names with blanks between them, a + where there are others that nobody names. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|-",
                "{'Config':null,'HostConfig':null}|-",
                "{'HostConfig':{'DeviceRequests':null},'Config':{'Env':null}}|-",
                // docker run --gpus
                "{'HostConfig':{'DeviceRequests':[{'Driver':'','Count':0,'DeviceIDs':['GPU-1','2'],'Capabilities':[['gpu']]}]}}|GPU-1 2",
                "{'HostConfig':{'DeviceRequests':[{'Driver':'nvidia','Count':-1,'DeviceIDs':null}]}}|all",
                "{'HostConfig':{'DeviceRequests':[{'Driver':'','Count':2,'Capabilities':[['compute'],['gpu']]}]}}|+",
                "{'HostConfig':{'DeviceRequests':[{'Count':1,'Capabilities':[['gpu']]},{'DeviceIDs':['0'],'Capabilities':[['gpu']]}]}}|0+",
                // Its own word is more than what the image brings.
                "{'HostConfig':{'DeviceRequests':[{'Count':0,'DeviceIDs':['3'],'Capabilities':[['gpu']]}]},'Config':{'Env':['NVIDIA_VISIBLE_DEVICES=all']}}|3",
                "{'HostConfig':{'DeviceRequests':[{'Driver':'fpga','Count':-1,'Capabilities':[['fpga']]},null]}}|-",
                // docker run --device nvidia.com/gpu=…
                "{'HostConfig':{'DeviceRequests':[{'Driver':'cdi','DeviceIDs':['nvidia.com/gpu=0','vendor.com/nic=1']}]}}|0",
                "{'HostConfig':{'DeviceRequests':[{'Driver':'cdi','DeviceIDs':['nvidia.com/gpu=all']}]}}|all",
                "{'HostConfig':{'DeviceRequests':[{'Driver':'cdi','DeviceIDs':['vendor.com/nic=1']}]}}|-",
                // The variable, where the runtime reads it.
                "{'HostConfig':{'Runtime':'nvidia'},'Config':{'Env':['NVIDIA_VISIBLE_DEVICES=GPU-1, 1 ,1,,void']}}|GPU-1 1",
                "{'HostConfig':{'Runtime':'nvidia'},'Config':{'Env':['A=B','NVIDIA_VISIBLE_DEVICES=none']}}|-",
                "{'HostConfig':{'Runtime':'nvidia'},'Config':{'Env':['NVIDIA_VISIBLE_DEVICES=0,All']}}|all",
                "{'HostConfig':{'Runtime':'oci'},'Config':{'Env':['NVIDIA_VISIBLE_DEVICES=nvidia.com/gpu=1']}}|1",
                "{'HostConfig':{'Runtime':'runc'},'Config':{'Env':['NVIDIA_VISIBLE_DEVICES=all']}}|-",
                "{'Config':{'Env':['NVIDIA_VISIBLE_DEVICES=0','NVIDIA_VISIBLE_DEVICES=1']}}|1",
            })
    void docker(String json, String expected) {
        assertThat(GrantedGpus.of(read(json, GrantedGpus.Inspected.class))).isEqualTo(gpus(expected));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|-",
                "{'runtimeSpec':{'process':null,'linux':null}}|-",
                "{'runtimeSpec':{'process':{'env':['NVIDIA_VISIBLE_DEVICES=GPU-1']},'linux':{'devices':null}}}|GPU-1",
                "{'runtimeSpec':{'process':{'env':['NVIDIA_VISIBLE_DEVICES=MIG-1']},'linux':{'devices':[{'path':'/dev/nvidia0'}]}}}|MIG-1",
                "{'runtimeSpec':{'process':{'env':['NVIDIA_VISIBLE_DEVICES=void']},'linux':{'devices':[{'path':'/dev/nvidia2'},{'path':'/dev/nvidiactl'},{'path':null},null]}}}|nvidia2",
                // The image's word for what the runtime gave otherwise.
                "{'runtimeSpec':{'process':{'env':['NVIDIA_VISIBLE_DEVICES=all']},'linux':{'devices':[{'path':'/dev/nvidia1'}]}}}|nvidia1",
                "{'runtimeSpec':{'process':{'env':['NVIDIA_VISIBLE_DEVICES=all']}}}|all",
            })
    void cri(String json, String expected) {
        assertThat(GrantedGpus.of(read(json, GrantedGpus.Info.class))).isEqualTo(gpus(expected));
    }

    private static <T> T read(String json, Class<T> type) {
        return new Gson().fromJson(json.replace('\'', '"'), type);
    }

    private static Gpus gpus(String expected) {
        String names = expected.replace("+", "").replace("-".equals(expected) ? "-" : "\0", "");
        List<String> devices = names.isEmpty() ? List.of() : Arrays.asList(names.split(" "));
        return new Gpus(devices, expected.endsWith("+"));
    }
}
