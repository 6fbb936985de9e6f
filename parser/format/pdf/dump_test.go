package pdf
import ("testing";"os";"fmt";"context";"time";"yaodian/parser/format")
func TestDump(t *testing.T){
 f:=os.Getenv("DUMP"); if f=="" {return}
 b,_:=os.ReadFile(f); t0:=time.Now()
 c,err:=Read(context.Background(),b,format.Limits{})
 fmt.Fprintln(os.Stderr,time.Since(t0),err)
 if c!=nil { for _,x:=range c.Blocks { p:="P"; if x.Kind==1 {p="R"}; if x.Centered {p+="c"}; fmt.Printf("%s %v %s\n",p,x.Bold,x.Text)} ; fmt.Println(c.Warnings)}
}
